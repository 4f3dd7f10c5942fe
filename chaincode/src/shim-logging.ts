/**
 * fabric-shim reads its log level once, when it is first loaded: so this is imported before anything that loads it.
 * It logs every refusal as an error, twice; refusals are answers, and real failures go to stderr by the door.
 */
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'critical';
