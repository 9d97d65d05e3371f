import { isDeepStrictEqual } from 'node:util';
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { unmarkedVariables } from '../mark';
import type { MarkSettings } from '../settings';

/**
 * Whether two versions of a function differ in nothing but the secret's version. What is published is whatever is
 * unpublished: without this, a rotation would release code that somebody has uploaded and not released. Pure.
 * @internal
 */
export function isSameRelease(
  one: FunctionConfiguration,
  other: FunctionConfiguration,
  settings: MarkSettings,
): boolean {
  return isDeepStrictEqual(essence(one, settings), essence(other, settings));
}

/** What makes a function behave as it does. */
function essence(config: FunctionConfiguration, settings: MarkSettings) {
  const { VpcConfig, ImageConfigResponse, DeadLetterConfig } = config;
  return {
    code: config.CodeSha256,
    runtime: config.Runtime,
    handler: config.Handler,
    role: config.Role,
    memory: config.MemorySize,
    timeout: config.Timeout,
    architectures: config.Architectures,
    disk: config.EphemeralStorage?.Size,
    layers: config.Layers?.map(each => each.Arn) ?? [],
    files: config.FileSystemConfigs ?? [],
    subnets: VpcConfig?.SubnetIds ?? [],
    groups: VpcConfig?.SecurityGroupIds ?? [],
    image: ImageConfigResponse?.ImageConfig,
    deadLetters: DeadLetterConfig?.TargetArn,
    tracing: config.TracingConfig?.Mode,
    logging: config.LoggingConfig,
    snapStart: config.SnapStart?.ApplyOn,
    key: config.KMSKeyArn,
    variables: unmarkedVariables(config, settings),
  };
}
