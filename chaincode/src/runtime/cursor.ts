/** Page cursors: opaque to callers, and never able to leave the list that they came from. */
import { refusal } from './errors';
import { runtimeErrors } from './runtime-errors';

export function encodeCursor(bookmark: string): string {
    return Buffer.from(bookmark).toString('base64url');
}

/** The key to go on at. Fabric would start a range at any key, so it must lie below the list's own beginning. */
export function decodeCursor(cursor: string, listKey: string): string {
    if (cursor === '') {
        return '';
    }
    const bookmark = Buffer.from(cursor, 'base64url').toString('utf8');
    if (!bookmark.startsWith(listKey) || encodeCursor(bookmark) !== cursor) {
        throw refusal(runtimeErrors.CURSOR_INVALID);
    }
    return bookmark;
}
