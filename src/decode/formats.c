/* SPDX-License-Identifier: GPL-2.0-only */
/* tracefs and its format files; see formats.h. */
#include "decode/formats.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event-parse.h>
#include <tracefs.h>

#include "task/proc.h"
#include "util/caps.h"

struct formats {
	struct tep_handle *tep;
};

/* The event @system:@name, parsed at the first call; it belongs to the handle. */
static int read_event(struct formats *f, const char *system, const char *name,
		      struct tep_event **event)
{
	char *text;
	int size, err = 0;

	*event = tep_find_event_by_name(f->tep, system, name);
	if (*event)
		return 0;
	errno = ENOENT;
	text = tracefs_event_file_read(NULL, system, name, "format", &size);
	if (!text)
		return -errno;
	if (tep_parse_event(f->tep, text, (unsigned long)size, system))
		err = -EBADMSG;
	free(text);
	*event = tep_find_event_by_name(f->tep, system, name);
	return !err && !*event ? -EBADMSG : err;
}

static const char *there_or_missing(cap_value_t cap)
{
	if (!proc_is_initial_user_ns())
		return "only that of a user namespace";
	return caps_have(cap) ? "there" : "missing";
}

struct formats *formats_open(const struct diag *d)
{
	struct formats *f;

	if (!tracefs_tracing_dir()) {
		diag_say(d, DIAG_ERROR,
			 "tracefs is not mounted, and we may not mount it (CAP_SYS_ADMIN is %s): as "
			 "root, run 'mount -t tracefs tracefs /sys/kernel/tracing'",
			 there_or_missing(CAP_SYS_ADMIN));
		errno = ENOENT;
		return NULL;
	}
	f = calloc(1, sizeof(*f));
	if (!f)
		return NULL;
	f->tep = tep_alloc();
	if (!f->tep) {
		free(f);
		errno = ENOMEM;
		return NULL;
	}
	/* It reports on stderr by default; what goes wrong we say ourselves. */
	tep_set_loglevel(TEP_LOG_NONE);
	return f;
}

void formats_close(struct formats *f)
{
	if (!f)
		return;
	tep_free(f->tep);
	free(f);
}

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
	struct tep_event *event;
	int err = read_event(f, "raw_syscalls", name, &event);

	if (err)
		return err;
	tp->id = (uint32_t)event->id;
	err = field_offset(event, "id", 1, &tp->nr_offset);
	if (!err)
		err = field_offset(event, arg, arg_cnt, &tp->arg_offset);
	return err;
}

int formats_raw_syscalls(struct formats *f, const struct diag *d, struct decode_layout *l)
{
	int err = read_tracepoint(f, "sys_enter", "args", SYSCALL_ARGS_MAX, &l->enter);

	if (!err)
		err = read_tracepoint(f, "sys_exit", "ret", 1, &l->exit);
	switch (-err) {
	case 0:
		break;
	case EACCES:
	case EPERM:
		diag_say(d, DIAG_ERROR,
			 "cannot read tracefs: %s, and CAP_DAC_READ_SEARCH is %s; run as root, or "
			 "let your group in with 'mount -o remount,mode=750,gid=GROUP %s'",
			 strerror(-err), there_or_missing(CAP_DAC_READ_SEARCH),
			 tracefs_tracing_dir());
		break;
	case ENOENT:
		diag_say(d, DIAG_ERROR,
			 "%s has no events/raw_syscalls: this kernel was built without "
			 "CONFIG_HAVE_SYSCALL_TRACEPOINTS",
			 tracefs_tracing_dir());
		break;
	default:
		diag_say(d, DIAG_ERROR, "%s/events/raw_syscalls: the format is not understood: %s",
			 tracefs_tracing_dir(), strerror(-err));
	}
	return err;
}

int formats_syscall_shape(void *arg, const char *name, struct syscall_shape *shape)
{
	const struct tep_format_field *field;
	struct tep_event *event;
	struct formats *f = arg;
	char event_name[128];
	int err;

	snprintf(event_name, sizeof(event_name), "sys_enter_%s", name);
	err = read_event(f, "syscalls", event_name, &event);
	if (err)
		return err;
	shape->arg_cnt = 0;
	for (field = event->format.fields; field; field = field->next) {
		/* __syscall_nr, and the copied strings that later kernels put behind. */
		if (!strncmp(field->name, "__", 2))
			continue;
		if (shape->arg_cnt == SYSCALL_ARGS_MAX)
			break;
		shape->args[shape->arg_cnt].type = field->type;
		shape->args[shape->arg_cnt++].name = field->name;
	}
	return 0;
}
