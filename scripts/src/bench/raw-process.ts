/** A program: the raw contract under several chaincode ids. Arguments: an id and an address for each, in turn. */
import { type ChaincodeServerOpts, Shim } from 'fabric-shim';
import { ready } from './child';
import { RawContract } from './raw-contract';

async function main(parameters: readonly string[]): Promise<void> {
    for (let at = 0; at < parameters.length; at += 2) {
        const [ccid = '', address = ''] = parameters.slice(at);
        // Without tlsProps the server is plain, which fabric-shim's types do not say.
        await Shim.server(new RawContract(), { ccid, address } as ChaincodeServerOpts).start();
    }
    ready({}, () => Promise.resolve());
}

main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
});
