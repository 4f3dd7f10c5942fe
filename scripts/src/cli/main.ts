import { logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { program } from './program';
import { spokenLanguage } from './terminal';

// What it would print is told by the errors that it throws, and in words.
setLogVerbosity(logVerbosity.NONE);

void program(spokenLanguage(process.argv, process.env)).parseAsync();
