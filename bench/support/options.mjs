import { parseArgs } from 'node:util';

/** What ends the program called `name` with a message. */
export function failureOf(name) {
    return (message) => {
        process.stderr.write(`${name}: ${message}\n`);
        process.exit(1);
    };
}

/**
 * The options of the command line as texts, over `defaults`, which names all there are.
 * --help prints `usage` and ends the program; so does, with a message, what is no option.
 */
export function readOptions(defaults, usage, fail) {
    const options = { help: { type: 'boolean', short: 'h' } };
    for (const name of Object.keys(defaults)) options[name] = { type: 'string' };
    let values = {};
    try {
        values = parseArgs({ options }).values;
    } catch (error) {
        fail(`${error.message}\n${usage}`);
    }
    if (values.help) {
        process.stdout.write(usage);
        process.exit(0);
    }
    return { ...defaults, ...values };
}

/** The number that the value of an option is. */
export function wholeNumber(option, text, fail) {
    const number = Number(text);
    if (Number.isInteger(number) && number > 0) return number;
    return fail(`${option}: expected a whole number above 0, found ${text}`);
}
