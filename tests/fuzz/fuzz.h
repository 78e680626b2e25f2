/* SPDX-License-Identifier: GPL-2.0-only */
/* What a fuzz target is; see README.md. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Called by libFuzzer with anything, by tests/unit/test_fuzz_corpus.c with the corpus. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
