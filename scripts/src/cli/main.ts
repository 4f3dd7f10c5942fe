import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { program } from './program';
import { spokenLanguage } from './terminal';

// What it would print is told by the errors that it throws, and in words.
setLogVerbosity(logVerbosity.NONE);

// Whoever reads the output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
        process.exit(0);
    }
    throw error;
});

void program(spokenLanguage(process.argv, process.env)).parseAsync();
