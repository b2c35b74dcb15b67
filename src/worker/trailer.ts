/** Trailer of a commit that only reads the same body again with a newer reader: no change of the page. */
export const rereadTrailer = 'Endpoint-Drift-Reread'
