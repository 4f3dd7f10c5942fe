/** An object without some of its own fields. */
export function without<Value extends object, Name extends keyof Value & string>(
    value: Value,
    ...names: readonly Name[]
): Omit<Value, Name> {
    const kept: Partial<Value> = {};
    for (const name in value) {
        if (Object.hasOwn(value, name) && !(names as readonly string[]).includes(name)) {
            kept[name] = value[name];
        }
    }
    return kept as Omit<Value, Name>;
}
