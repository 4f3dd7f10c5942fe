import { program } from './program';
import { spokenLanguage } from './terminal';

// Whoever reads the output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
        process.exit(0);
    }
    throw error;
});

void program(spokenLanguage(process.argv, process.env)).parseAsync();
