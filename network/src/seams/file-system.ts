/** The files that the network reads and writes outside its key-value store: certificates, keys, profiles, packages. */
export interface FileSystem {
    /** Undefined where there is no such file. */
    readFile(path: string): Promise<Uint8Array | undefined>;
    /** Writes a temporary file, syncs and renames it, so that a reader sees the old or the new content; makes folders. */
    writeFile(path: string, content: Uint8Array | string, options?: WriteOptions): Promise<void>;
    /** Names in a folder, sorted; empty where there is none. */
    list(path: string): Promise<readonly string[]>;
    remove(path: string): Promise<void>;
}

export interface WriteOptions {
    readonly mode?: number;
    /** Writes and syncs the file itself: for new files that nobody reads before a later write has said that all are there. */
    readonly inPlace?: boolean;
}
