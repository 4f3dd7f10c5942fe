import { peer } from '@hyperledger/fabric-protos';

export function successResponse(payload: Uint8Array): peer.Response {
    const response = new peer.Response();
    response.setStatus(200);
    response.setPayload(payload);
    return response;
}

/** @param status as in HTTP; 500 is what Fabric's system chaincodes fail with. */
export function failureResponse(message: string, status = 500): peer.Response {
    const response = new peer.Response();
    response.setStatus(status);
    response.setMessage(message);
    return response;
}
