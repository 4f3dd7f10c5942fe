/** The files that the network reads and writes outside its key-value store: certificates, keys, profiles, packages. */
export interface FileSystem {
    /** Undefined where there is no such file. */
    readFile(path: string): Promise<Uint8Array | undefined>;
    /** Writes a temporary file, syncs and renames it, so that a reader sees the old or the new content; makes folders. */
    writeFile(path: string, content: Uint8Array | string, options?: { readonly mode?: number }): Promise<void>;
    /** Names in a folder, sorted; empty where there is none. */
    list(path: string): Promise<readonly string[]>;
    remove(path: string): Promise<void>;
}
