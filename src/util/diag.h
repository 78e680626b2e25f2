/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The hook through which library code speaks. It never writes or exits: a function that
 * fails says one sentence here (what failed, on what, why, what to do) and returns
 * -errno; the command that owns the hook decides where the sentence goes.
 */
#ifndef SYSTRAIL_UTIL_DIAG_H
#define SYSTRAIL_UTIL_DIAG_H

enum diag_level {
	DIAG_ERROR, /* the reason why something did not happen */
	DIAG_WARN, /* it happened, but the user should know */
	DIAG_INFO, /* -v */
};

/* A longer sentence is cut. */
enum { DIAG_SENTENCE_BYTES = 1024 };

struct diag {
	void (*emit)(void *arg, enum diag_level level, const char *msg);
	void *arg;
};

/* Passes one formatted sentence (no newline) to the hook; @d may be NULL. */
void diag_say(const struct diag *d, enum diag_level level, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The same for an error, and returns @err: `return diag_fail(d, -EINVAL, ...)`. */
int diag_fail(const struct diag *d, int err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
