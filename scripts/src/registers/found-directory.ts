import { directoryErrors, isRefusal, type Tabularium } from '@tabularium/client';
import type { Founding } from './founding';

/** False when somebody has founded it before: asking first, so that a second start leaves no trace on the ledger. */
export async function foundDirectory(client: Tabularium, founding: Founding): Promise<boolean> {
    if ((await isFounded(client, founding)) === true) {
        return false;
    }
    await client.directory.bootstrap({ document: founding.document });
    return true;
}

/** Undefined where the directory does not answer. */
export async function isFounded({ directory }: Tabularium, { document }: Founding): Promise<boolean | undefined> {
    try {
        await directory.agencyById({ agencyId: document.agencies[0]?.agencyId ?? '' });
        return true;
    } catch (error) {
        return isRefusal(error, directoryErrors.AGENCY_NOT_FOUND) ? false : undefined;
    }
}
