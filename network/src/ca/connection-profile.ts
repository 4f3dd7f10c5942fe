/** What older client libraries read to find an organisation's peers. */
export interface ConnectionProfileOptions {
    /** e.g. `Org1`. */
    readonly organization: string;
    readonly mspId: string;
    /** e.g. `org1.example.com`. */
    readonly domain: string;
    readonly peers: readonly { readonly name: string; readonly host: string; readonly port: number }[];
    /** Root of the peers' TLS certificates. */
    readonly tlsCaPem: string;
    readonly certificateAuthority?: {
        readonly url: string;
        /** e.g. `ca-org1`. */
        readonly name: string;
        readonly tlsCaPem: string;
    };
}

/** Contents of `connection-org1.json` and `.yaml`, as test-network generates them. */
export function connectionProfile(options: ConnectionProfileOptions): { readonly json: string; readonly yaml: string } {
    const profile = createProfile(options);
    return { json: `${JSON.stringify(profile, undefined, 4)}\n`, yaml: `---\n${toYaml(profile, '')}` };
}

/** What a profile is made of. */
type Node = string | boolean | readonly Node[] | { readonly [name: string]: Node };

function createProfile(options: ConnectionProfileOptions): { readonly [name: string]: Node } {
    const { organization, mspId, domain, peers, tlsCaPem, certificateAuthority: ca } = options;
    return {
        name: `test-network-${organization.toLowerCase()}`,
        version: '1.0.0',
        client: { organization, connection: { timeout: { peer: { endorser: '300' } } } },
        organizations: {
            [organization]: {
                mspid: mspId,
                peers: peers.map(({ name }) => name),
                ...(ca === undefined ? {} : { certificateAuthorities: [`ca.${domain}`] }),
            },
        },
        peers: Object.fromEntries(
            peers.map(({ name, host, port }) => [
                name,
                {
                    url: `grpcs://${host}:${String(port)}`,
                    tlsCACerts: { pem: tlsCaPem },
                    grpcOptions: { 'ssl-target-name-override': name, hostnameOverride: name },
                },
            ]),
        ),
        ...(ca === undefined
            ? {}
            : {
                  certificateAuthorities: {
                      [`ca.${domain}`]: {
                          url: ca.url,
                          caName: ca.name,
                          tlsCACerts: { pem: [ca.tlsCaPem] },
                          httpOptions: { verify: false },
                      },
                  },
              }),
    };
}

/** Enough YAML for a profile: maps, lists of texts, texts over several lines. */
function toYaml(map: { readonly [name: string]: Node }, indent: string): string {
    return Object.entries(map)
        .map(([name, value]) => `${indent}${name}:${yamlValue(value, indent)}`)
        .join('');
}

function yamlValue(value: Node, indent: string): string {
    if (typeof value === 'string' || typeof value === 'boolean') {
        return ` ${yamlScalar(value, `${indent}    `)}\n`;
    }
    if (isList(value)) {
        return `\n${value.map((item) => `${indent}- ${yamlItem(item, indent)}\n`).join('')}`;
    }
    return `\n${toYaml(value, `${indent}  `)}`;
}

function yamlItem(item: Node, indent: string): string {
    if (typeof item !== 'string') {
        throw new Error('only texts can stand in a list of a connection profile');
    }
    return yamlScalar(item, `${indent}      `);
}

function yamlScalar(value: string | boolean, indent: string): string {
    const text = String(value);
    if (text.includes('\n')) {
        return `|\n${text
            .trimEnd()
            .split('\n')
            .map((line) => `${indent}${line}`)
            .join('\n')}`;
    }
    // A number in quotes stays a text.
    return /^\d+$/.test(text) ? `'${text}'` : text;
}

function isList(value: Node): value is readonly Node[] {
    return Array.isArray(value);
}
