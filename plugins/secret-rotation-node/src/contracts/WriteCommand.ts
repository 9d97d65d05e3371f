import type {
  StoreDescription,
  StorePath,
  StoreVersionId,
} from './SecretStore';

/** What a person is to write, and where. @public */
export interface WriteCommandRequest extends StorePath {
  /** `R-2041`: the run that asks for it. */
  readonly runId: string;
  /** The field of the value, where it has several. The others stay as they are. */
  readonly field?: string;
  /** What the store holds when the person is asked. */
  readonly seen: StoreDescription;
}

/**
 * A command of the store's own tool, for a person: it asks for a new value and writes it as the current version. The
 * value is in no argument, no environment and no history of a shell. Where the store can compare, it works once: after
 * another write it changes nothing.
 * @public
 */
export interface WriteCommand {
  /** A line for a shell. No part of it is a value or an address. */
  readonly text: string;
  /** The version that it writes, where the store says that before. */
  readonly version?: StoreVersionId;
}
