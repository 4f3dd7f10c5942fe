'use strict';

// fabric-shim reads its log level when it is first loaded.
process.env.CORE_CHAINCODE_LOGGING_LEVEL = 'error';
process.env.CORE_CHAINCODE_LOGGING_SHIM = 'error';
