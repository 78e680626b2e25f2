/* SPDX-License-Identifier: GPL-2.0-only */
/* What a fuzz target is; see README.md. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* Called by libFuzzer with anything, by tests/unit/test_fuzz_corpus.c with the corpus. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * libtraceevent forgets memory when it does not understand a format, never more than that has. Weak:
 * in a test all targets are one program.
 */
const char *__lsan_default_suppressions(void);
__attribute__((weak)) const char *__lsan_default_suppressions(void)
{
	return "leak:libtraceevent\n";
}

#endif
