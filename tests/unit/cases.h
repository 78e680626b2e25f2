/* SPDX-License-Identifier: GPL-2.0-only */
/* A test for each file of a folder. */
#ifndef TESTS_UNIT_CASES_H
#define TESTS_UNIT_CASES_H

/*
 * Runs @test, with the path as its state, for each NAME.txt of @folder. Returns how many
 * failed; a folder without one is a failure.
 */
int cases_run(const char *folder, void (*test)(void **state));

#endif
