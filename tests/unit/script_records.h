/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lines of a script as records. This is what stands behind `TIME CPU PID/TID`:
 *
 *	enter CALL [ARG...]	in the native ABI; CALL is a name or a number
 *	enter32 CALL [ARG...]	in that of 32-bit programs
 *	exit CALL RESULT	a number, or an error as in -ENOENT
 *	exit32 CALL RESULT	the same, CALL a name of the other ABI
 *	comm NAME		up to the end of the line; \xNN is a byte
 *	exec NAME		a new comm by exec
 *	fork PID/TID		the parent
 *	end			the thread is gone
 *	signal NUMBER CODE [default]	reaches the thread; `default`: it has no handler
 *	sent NUMBER TID		the thread sends a signal
 *	runtime TID NS		thread TID has run for so long
 *	point NAME [TEXT]	another tracepoint; TEXT up to the end of the line
 *	fault min|maj IP ADDRESS
 *	mmap ADDRESS LENGTH OFFSET r|x FILE
 *	cgroup ID PATH		what a cgroup is called; of no thread, for which there is a -
 */
#ifndef TESTS_UNIT_SCRIPT_RECORDS_H
#define TESTS_UNIT_SCRIPT_RECORDS_H

#include <stdbool.h>

#include "session/points.h"
#include "unit/records.h"
#include "unit/script.h"

/* The numbers of tracepoints; those of `point` count from the last on. */
enum { SCRIPT_ID_SIGNAL = 5001, SCRIPT_ID_SENT, SCRIPT_ID_RUNTIME, SCRIPT_ID_POINTS };

/* The event that counts major faults. */
enum { SCRIPT_ID_MAJOR = 77 };

/* The names for `point`, and the index of the one that is word @i; any other fails the test. */
extern const char *const script_point_names[];
unsigned int script_point(const struct words *w, size_t i);

/* Where the fields are that the session reads; in reality the kernel's formats tell it. */
extern const struct signal_fields script_signal_fields;
extern const struct sent_fields script_sent_fields;
extern const struct runtime_fields script_runtime_fields;

/* Makes the record. Returns false where the word is none of the above. */
bool script_record(struct bytes *b, const struct decode_layout *l, const struct words *w,
		   struct stamp s);

#endif
