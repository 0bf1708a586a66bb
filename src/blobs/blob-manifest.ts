/** What it takes to read a blob again; plain JSON, kept in the database by whoever wrote the blob. */
export interface BlobManifest {
  /** UUID */
  id: string;
  /** Bytes of plaintext. */
  size: number;
  /** SHA-256 of the plaintext, lower-case hex. */
  sha256: string;
  /** Bytes of plaintext in every chunk but the last. */
  chunkSize: number;
  /** At least 1: an empty file is one empty chunk. */
  chunks: number;
  /** The blob's data key, encrypted by the key ring, base64. */
  wrappedKey: string;
}
