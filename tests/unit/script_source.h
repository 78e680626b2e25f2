/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A source of records that plays a script into rings in memory. Beside those of script_records.h
 * its words are
 *
 *	TIME CPU - lost RECORDS EXITS		PERF_RECORD_LOST, and how many were sys_exit
 *	TIME CPU - full				something long; the ring has no room behind it
 *	TIME - PID/TID found NAME		there when the trace began
 *	TIME - PID/TID inflight UNTIL CALL [ARG...]	inside of a call then
 *	round TIME	a round of reading: all above is in the rings, it goes up to TIME
 *	member PID/TID ID	the samples of this thread below say that it is in this cgroup
 *	user PID/TID UID	its effective user, as /proc would have told in this round
 *
 * Lines that begin with `option` or `arch` are for others.
 */
#ifndef TESTS_UNIT_SCRIPT_SOURCE_H
#define TESTS_UNIT_SCRIPT_SOURCE_H

#include "capture/source.h"
#include "decode/decode.h"
#include "task/task.h"
#include "unit/script.h"

/* All is borrowed. Owned by the caller, until source_close(). */
struct source *script_source_new(const struct script *script, const struct decode_layout *layout,
				 struct task_table *tasks);

#endif
