/* SPDX-License-Identifier: GPL-2.0-only */
/* Marks as text; see mark.h. */
#include "format/mark.h"

#include <signal.h>
#include <string.h>

#include "syscall/const_set.h"
#include "syscall/errnos.h"

/* clang-format off */
/* The signals whose si_code says more than who has sent it. */
static const struct const_set *const code_sets[] = {
	[SIGILL] = &set_si_code_ill,
	[SIGTRAP] = &set_si_code_trap,
	[SIGBUS] = &set_si_code_bus,
	[SIGFPE] = &set_si_code_fpe,
	[SIGSEGV] = &set_si_code_segv,
	[SIGCHLD] = &set_si_code_chld,
	[SIGIO] = &set_si_code_poll,
	[SIGSYS] = &set_si_code_sys,
};
/* clang-format on */

/* The whole name, as strace has it, where our other words go without their prefixes. */
static bool put_name(struct text *t, const struct const_set *set, int value)
{
	const struct const_row *row = const_set_find(set, (uint32_t)value);

	if (!row)
		return false;
	text_str(t, set->prefix);
	text_mem(t, row->name, row->len);
	return true;
}

void format_signal_name(struct text *t, int signo)
{
	if (!put_name(t, &set_signals, signo))
		text_i64(t, signo);
}

void format_signal_code(struct text *t, int signo, int code)
{
	const int set_cnt = sizeof(code_sets) / sizeof(*code_sets);
	const struct const_set *set = signo > 0 && signo < set_cnt ? code_sets[signo] : NULL;

	if ((!set || !put_name(t, set, code)) && !put_name(t, &set_si_code, code))
		text_i64(t, code);
}

static void put_errno(struct text *t, int err)
{
	const char *name = errno_name(err);

	if (name)
		text_str(t, name);
	else
		text_i64(t, err);
}

static void put_signal(struct text *t, const struct mark *m)
{
	text_lit(t, "--- ");
	format_signal_name(t, m->u.signal.signo);
	text_lit(t, " {si_signo=");
	format_signal_name(t, m->u.signal.signo);
	text_lit(t, ", si_code=");
	format_signal_code(t, m->u.signal.signo, m->u.signal.code);
	if (m->u.signal.err) {
		text_lit(t, ", si_errno=");
		put_errno(t, m->u.signal.err);
	}
	text_lit(t, "} ---");
}

/*
 * Whether the offset says where it is. In what is no file (//anon, [heap], [kernel]) that is 0,
 * and the address says more.
 */
static bool has_offset(const struct mark_place *place)
{
	return place->file && (place->offset || (place->file[0] == '/' && place->file[1] != '/'));
}

/* As perf has it, also for zero. */
static void put_offset(struct text *t, uint64_t offset)
{
	if (offset)
		text_hex(t, offset);
	else
		text_lit(t, "0x0");
}

/* The instruction, `libc.so.6+0x1234`: perf has a symbol in the place of the file. */
static void put_code(struct text *t, const struct mark_place *place)
{
	const char *slash, *base;

	if (!has_offset(place)) {
		text_hex(t, place->addr);
		return;
	}
	slash = strrchr(place->file, '/');
	base = slash ? slash + 1 : place->file;
	text_escape(t, base, strlen(base));
	text_char(t, '+');
	put_offset(t, place->offset);
}

/* The address that it needed, `/usr/lib/libc.so.6@0x1ab70`. */
static void put_target(struct text *t, const struct mark_place *place)
{
	if (place->file) {
		text_escape(t, place->file, strlen(place->file));
		text_char(t, '@');
	}
	put_offset(t, has_offset(place) ? place->offset : place->addr);
}

static char kind_of(const struct mark_place *place)
{
	if (!place->file)
		return '?';
	return place->exec ? 'x' : 'd';
}

static void put_fault(struct text *t, const struct mark *m)
{
	const struct mark_place *from = &m->u.fault.from, *to = &m->u.fault.to;

	text_str(t, m->u.fault.major ? "majfault [" : "minfault [");
	put_code(t, from);
	text_lit(t, "] => ");
	put_target(t, to);
	text_lit(t, " (");
	text_char(t, kind_of(to));
	text_char(t, from->file && !strcmp(from->file, "[kernel]") ? 'k' : '.');
	text_char(t, ')');
}

void format_mark(const struct format *f, struct text *t, const struct mark *m)
{
	(void)f; /* nothing of this depends on it yet; symbols will */
	switch (m->kind) {
	case MARK_TRACEPOINT:
		break;
	case MARK_FAULT:
		put_fault(t, m);
		break;
	case MARK_SIGNAL:
		put_signal(t, m);
		break;
	case MARK_EXITED:
		text_lit(t, "+++ exited with ");
		text_i64(t, m->u.exited.status);
		text_lit(t, " +++");
		break;
	case MARK_KILLED:
		text_lit(t, "+++ killed by ");
		format_signal_name(t, m->u.killed.signo);
		text_lit(t, " +++");
		break;
	case MARK_GONE:
		text_lit(t, "+++ ended +++");
		break;
	}
}
