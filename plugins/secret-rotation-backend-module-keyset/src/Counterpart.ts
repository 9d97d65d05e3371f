import type {
  EffectContext,
  EndpointProbe,
  PreflightCheck,
} from '@keyturn/backstage-plugin-secret-rotation-node';
import type { KeySet } from './keys/KeySet';

/** Where the use of the keys shows: the published document of an issuer, or whoever encrypts data anew. @internal */
export interface Counterpart {
  /** Whether it can be asked what is accepted. */
  readonly probing: 'logins' | 'none';
  /** How long, in ms, what was made with a key lives on after nobody makes more. */
  readonly graceMs: number;
  /** Looks whether a rotation would work. */
  preflight(
    current: KeySet | undefined,
    context: EffectContext,
  ): Promise<PreflightCheck[]>;
  /** Whether what the current key of a set makes is accepted. Never throws. */
  probe(set: KeySet, context: EffectContext): Promise<EndpointProbe[]>;
  /** Makes sure that nothing needs the key that a set has no more. */
  beforeUse(name: string, set: KeySet, context: EffectContext): Promise<void>;
  /** Makes sure that the key which did its work before can go with the next version. */
  afterUse(name: string, set: KeySet, context: EffectContext): Promise<void>;
}
