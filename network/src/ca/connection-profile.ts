export interface ConnectionProfileOptions {
    /** e.g. `Org1`. */
    readonly organization: string;
    readonly mspId: string;
    readonly domain: string;
    readonly peer: { readonly name: string; readonly host: string; readonly port: number };
    readonly tlsCaPem: string;
    readonly certificateAuthority?: { readonly url: string; readonly name: string; readonly tlsCaPem: string };
}
/** Contents of `connection-orgN.json` and `.yaml`. */
export declare function connectionProfile(options: ConnectionProfileOptions): {
    readonly json: string;
    readonly yaml: string;
};
