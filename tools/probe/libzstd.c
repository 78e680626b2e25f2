/* SPDX-License-Identifier: GPL-2.0-only */
/* Built, never run; see tools/probe-libs. The streaming functions with their own context: 1.4. */
#include <zstd.h>

int main(void)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	ZSTD_inBuffer in = { 0 };
	ZSTD_outBuffer out = { 0 };

	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, 1);
	ZSTD_compressStream2(c, &out, &in, ZSTD_e_end);
	ZSTD_freeCCtx(c);
	return (int)ZSTD_decompressStream(ZSTD_createDCtx(), &out, &in);
}
