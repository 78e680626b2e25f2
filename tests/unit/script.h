/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Files of lines of words, from which tests make records. Everything here that cannot do what it
 * is asked for fails the test, and names the line.
 */
#ifndef TESTS_UNIT_SCRIPT_H
#define TESTS_UNIT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "syscall/syscall.h"

enum { SCRIPT_LINES_MAX = 1024, SCRIPT_WORDS_MAX = 16 };

/*
 * Times are nanoseconds and begin late: a call that does not end is shown with its time so far,
 * and the clock of this machine should not count.
 */
#define SCRIPT_BASE_NS 1000000000000000000ull

struct script {
	const char *path;
	char *lines[SCRIPT_LINES_MAX];
	size_t cnt;
};

void script_read(struct script *s, const char *path);
void script_fini(struct script *s);

/* A line in words, up to a #. */
struct words {
	const struct script *script;
	size_t line; /* from 0 */
	size_t cnt;
	char *word[SCRIPT_WORDS_MAX];
	const char *rest[SCRIPT_WORDS_MAX]; /* from each word up to the end of the line */
	char buf[512];
};

void words_split(const struct script *s, size_t line, struct words *w);

/* Fails the test. */
void words_fail(const struct words *w, const char *why);

/* Word @i, and whether it is there and is @text. */
const char *words_get(const struct words *w, size_t i);
bool words_is(const struct words *w, size_t i, const char *text);

/* Word @i as a number, also as an error as in -ENOENT. */
int64_t words_number(const struct words *w, size_t i);

/* As a time, behind SCRIPT_BASE_NS. */
uint64_t words_time(const struct words *w, size_t i);

/* As PID/TID. */
void words_ids(const struct words *w, size_t i, int *pid, int *tid);

/* As the name or number of a call. */
int64_t words_nr(const struct words *w, size_t i, enum abi abi);

/* The words from @from on as arguments; those that are not there are 0. */
void words_args(const struct words *w, size_t from, uint64_t *args);

/* The text from word @i on, with \xNN as the byte, cut to @size with its NUL. */
void words_name(const struct words *w, size_t i, char *name, size_t size);

#endif
