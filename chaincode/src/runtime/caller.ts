/** Who calls: an officer of an agency, as the directory knows the signer of the proposal. */

/** A signer that survives re-enrolment: MSP id and SHA-256 (hex) over the DER of the certificate's subject and issuer. */
export interface Principal {
    readonly mspId: string;
    readonly subjectHash: string;
}

/** A right given on the ledger. `jurisdiction` is a prefix of GB/T 2260 codes, '' for everywhere. */
export interface Grant {
    readonly role: string;
    readonly jurisdiction: string;
    /** 1–4; the highest level of data that the holder may see under this grant. */
    readonly clearance: number;
}

export interface Caller {
    readonly principal: Principal;
    readonly officerId: string;
    readonly agencyId: string;
    readonly departmentId: string;
    /** Valid at the transaction's time; certificate attributes have already narrowed them. */
    readonly grants: readonly Grant[];
    /** The register through which the call came, none when the caller's own proposal names this register. */
    readonly via?: string;
}
