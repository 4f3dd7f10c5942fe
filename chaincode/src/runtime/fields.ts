/** An object without some of its own fields. */
export function without<Value extends object, Name extends keyof Value & string>(
    value: Value,
    ...names: readonly Name[]
): Omit<Value, Name> {
    const dropped: ReadonlySet<string> = new Set(names);
    return Object.fromEntries(Object.entries(value).filter(([name]) => !dropped.has(name))) as Omit<Value, Name>;
}
