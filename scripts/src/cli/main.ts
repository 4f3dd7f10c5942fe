import { program } from './program';
import { spokenLanguage } from './terminal';

void program(spokenLanguage(process.argv, process.env)).parseAsync();
