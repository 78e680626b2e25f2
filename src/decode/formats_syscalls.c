/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a record of a system call lies where; see formats.h. */
#include "decode/formats_private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The place of an eight-byte field (@cnt of them, if an array) inside the raw part. */
static int field_offset(struct tep_event *event, const char *name, int cnt, uint32_t *offset)
{
	const struct tep_format_field *field = tep_find_field(event, name);

	if (!field || field->size != 8 * cnt)
		return -ENOTSUP;
	*offset = (uint32_t)field->offset;
	return 0;
}

static int read_tracepoint(struct formats *f, const char *name, const char *arg, int arg_cnt,
			   struct decode_tracepoint *tp)
{
	const struct formats_known *known;
	int err = formats_know(f, "raw_syscalls", name, &known);

	if (err)
		return err;
	tp->id = known->event.id;
	err = field_offset(known->tep, "id", 1, &tp->nr_offset);
	if (!err)
		err = field_offset(known->tep, arg, arg_cnt, &tp->arg_offset);
	return err;
}

/* Each of the two may be in a recording or not. */
static int read_recorded(struct formats *f, const struct diag *d, struct decode_layout *l)
{
	int enter = read_tracepoint(f, "sys_enter", "args", SYSCALL_ARGS_MAX, &l->enter);
	int exit = read_tracepoint(f, "sys_exit", "ret", 1, &l->exit);

	if (enter)
		l->enter = (struct decode_tracepoint){ 0 };
	if (exit)
		l->exit = (struct decode_tracepoint){ 0 };
	if ((enter && enter != -ENOENT) || (exit && exit != -ENOENT))
		return diag_fail(d, enter && enter != -ENOENT ? enter : exit,
				 "the recording's formats of raw_syscalls are not understood");
	return enter && exit ? -ENOENT : 0;
}

int formats_raw_syscalls(struct formats *f, const struct diag *d, struct decode_layout *l)
{
	int err;

	if (f->file)
		return read_recorded(f, d, l);
	err = read_tracepoint(f, "sys_enter", "args", SYSCALL_ARGS_MAX, &l->enter);

	if (!err)
		err = read_tracepoint(f, "sys_exit", "ret", 1, &l->exit);
	switch (-err) {
	case 0:
		break;
	case EACCES:
	case EPERM:
		formats_say_unreadable(d, err);
		break;
	case ENOENT:
		diag_say(d, DIAG_ERROR,
			 "%s has no events/raw_syscalls: this kernel was built without "
			 "CONFIG_HAVE_SYSCALL_TRACEPOINTS",
			 formats_tracefs());
		break;
	default:
		diag_say(d, DIAG_ERROR, "%s/events/raw_syscalls: the format is not understood: %s",
			 formats_tracefs(), strerror(-err));
	}
	return err;
}

/* The argument whose bytes field `__NAME_val` carries; they come in the order of the arguments. */
static int arg_of_carrier(const struct tep_event *event, const char *carrier)
{
	const struct tep_format_field *field;
	int idx = 0;

	for (field = event->format.fields; field && idx < SYSCALL_ARGS_MAX; field = field->next) {
		size_t len = strlen(field->name);

		if (!strncmp(field->name, "__", 2))
			continue;
		if (!strncmp(carrier + 2, field->name, len) && !strcmp(carrier + 2 + len, "_val"))
			return idx;
		idx++;
	}
	return -ENOENT;
}

int formats_user_strings(struct formats *f, const char *name, uint32_t offsets[SYSCALL_ARGS_MAX])
{
	const struct formats_known *known;
	const struct tep_format_field *field;
	char event_name[128];
	int err, cnt = 0;

	memset(offsets, 0, SYSCALL_ARGS_MAX * sizeof(*offsets));
	snprintf(event_name, sizeof(event_name), "sys_enter_%s", name);
	err = formats_know(f, "syscalls", event_name, &known);
	if (err)
		return err;
	for (field = known->tep->format.fields; field; field = field->next) {
		int idx;

		if (!(field->flags & TEP_FIELD_IS_DYNAMIC) || strncmp(field->name, "__", 2) != 0)
			continue;
		idx = arg_of_carrier(known->tep, field->name);
		if (idx < 0 || field->size != sizeof(uint32_t) || offsets[idx])
			continue;
		offsets[idx] = (uint32_t)field->offset;
		cnt++;
	}
	return cnt;
}
