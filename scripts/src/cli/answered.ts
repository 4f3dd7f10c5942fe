import { DomainRefusal, type Tabularium } from '@tabularium/client';
import type { Language } from '../text/language';
import { tellRefusal } from './call';

/** Asks with a client and closes it; a refusal is an answer, told as one. Resolves with the exit code. */
export async function answered(
    client: Tabularium,
    json: boolean,
    language: Language,
    ask: () => Promise<void>,
): Promise<number> {
    try {
        await ask();
        return 0;
    } catch (error) {
        if (!(error instanceof DomainRefusal)) {
            throw error;
        }
        tellRefusal(error, json, language);
        return 1;
    } finally {
        client.close();
    }
}
