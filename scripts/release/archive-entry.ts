/** A file in an archive. */
export interface ArchiveEntry {
  /** ASCII, at most 100 characters, forward slashes. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}
