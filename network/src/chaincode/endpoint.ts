/** Where a chaincode's service listens, from the `connection.json` of an installed package. */
export interface ChaincodeEndpoint {
    /** `host:port`. */
    readonly address: string;
    readonly dialTimeoutMs: number;
    /** Present when the chaincode's service uses TLS. PEM. */
    readonly tls?: {
        readonly rootCert: string;
        /** Present when the chaincode asks for a client certificate. PEM. */
        readonly client?: { readonly key: string; readonly cert: string };
    };
}

const DEFAULT_DIAL_TIMEOUT_MS = 3000;

/**
 * Reads a `connection.json`. Every field is a template: `{{.name}}` is replaced from `values`, as the ccaas builder
 * does with CHAINCODE_AS_A_SERVICE_BUILDER_CONFIG.
 * @throws Error when it is not JSON, has no address, or asks for TLS without certificates.
 */
export function parseConnection(json: string, values: Readonly<Record<string, string>> = {}): ChaincodeEndpoint {
    const parsed: unknown = JSON.parse(json);
    if (typeof parsed !== 'object' || parsed === null) {
        throw new Error('connection.json is not an object');
    }
    const fields = parsed as Readonly<Record<string, unknown>>;
    const text = (name: string): string => {
        const value = fields[name];
        return typeof value === 'string' ? fillTemplate(value, values) : '';
    };
    const address = text('address');
    if (address === '') {
        throw new Error('chaincode address not provided');
    }
    const endpoint = { address, dialTimeoutMs: parseDuration(text('dial_timeout')) ?? DEFAULT_DIAL_TIMEOUT_MS };
    if (fields['tls_required'] !== true) {
        return endpoint;
    }
    const rootCert = text('root_cert');
    if (rootCert === '') {
        throw new Error('tls root cert not provided');
    }
    if (fields['client_auth_required'] !== true) {
        return { ...endpoint, tls: { rootCert } };
    }
    const key = text('client_key');
    const cert = text('client_cert');
    if (key === '' || cert === '') {
        throw new Error(`client ${key === '' ? 'key' : 'cert'} not provided`);
    }
    return { ...endpoint, tls: { rootCert, client: { key, cert } } };
}

function fillTemplate(text: string, values: Readonly<Record<string, string>>): string {
    return text.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_match, name: string) => {
        const value = values[name];
        if (value === undefined) {
            throw new Error(`connection.json uses {{.${name}}}, for which the peer has no value`);
        }
        return value;
    });
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration such as `10s` or `1m30s`; undefined when it is not one. */
function parseDuration(text: string): number | undefined {
    if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) {
        return undefined;
    }
    let total = 0;
    for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
        total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
    }
    return total;
}
