/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Marks as text, without time and thread: page faults as perf trace has them, signals and ends
 * of threads as strace has them.
 */
#ifndef SYSTRAIL_FORMAT_MARK_H
#define SYSTRAIL_FORMAT_MARK_H

#include "format/value.h"
#include "pair/mark.h"
#include "util/text.h"

/*
 * The text of any mark but a tracepoint, for which nothing is written:
 *
 *   minfault [libc.so.6+0x1234] => /usr/lib/libc.so.6@0x1ab70 (d.)
 *   --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---
 *   +++ exited with 1 +++
 *   +++ killed by SIGSEGV +++
 *   +++ ended +++
 */
void format_mark(const struct format *f, struct text *t, const struct mark *m);

/* `SIGCHLD`, or the number. */
void format_signal_name(struct text *t, int signo);

/* `CLD_EXITED`: what si_code @code means with signal @signo, or the number. */
void format_signal_code(struct text *t, int signo, int code);

#endif
