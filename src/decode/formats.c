/* SPDX-License-Identifier: GPL-2.0-only */
/* tracefs and its format files; see formats.h. */
#include "decode/formats.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>

#include <event-parse.h>
#include <trace-seq.h>
#include <tracefs.h>

#include "task/proc.h"
#include "util/caps.h"

struct formats {
	struct tep_handle *tep;
	struct tep_plugin_list *plugins; /* NULL: none, or not asked for */
	bool plugins_asked;
};

/* The event @system:@name, parsed at the first call; it belongs to the handle. */
static int read_event(struct formats *f, const char *system, const char *name,
		      struct tep_event **event)
{
	char *text;
	int size, err;

	*event = tep_find_event_by_name(f->tep, system, name);
	if (*event)
		return 0;
	errno = ENOENT;
	text = tracefs_event_file_read(NULL, system, name, "format", &size);
	if (!text)
		return -errno;
	err = formats_add(f, system, text, (size_t)size);
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
	if (!tracefs_tracing_dir()) {
		diag_say(d, DIAG_ERROR,
			 "tracefs is not mounted, and we may not mount it (CAP_SYS_ADMIN is %s): as "
			 "root, run 'mount -t tracefs tracefs /sys/kernel/tracing'",
			 there_or_missing(CAP_SYS_ADMIN));
		errno = ENOENT;
		return NULL;
	}
	return formats_new();
}

struct formats *formats_new(void)
{
	struct formats *f = calloc(1, sizeof(*f));

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

const char *formats_tracefs(void)
{
	return tracefs_tracing_dir();
}

void formats_close(struct formats *f)
{
	if (!f)
		return;
	tep_unload_plugins(f->plugins, f->tep);
	tep_free(f->tep);
	free(f);
}

int formats_add(struct formats *f, const char *system, const char *text, size_t len)
{
	return tep_parse_event(f->tep, text, len, system) ? -EBADMSG : 0;
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
	const struct tep_format_field *field;
	struct tep_event *event;
	char event_name[128];
	int err, cnt = 0;

	memset(offsets, 0, SYSCALL_ARGS_MAX * sizeof(*offsets));
	snprintf(event_name, sizeof(event_name), "sys_enter_%s", name);
	err = read_event(f, "syscalls", event_name, &event);
	if (err)
		return err;
	for (field = event->format.fields; field; field = field->next) {
		int idx;

		if (!(field->flags & TEP_FIELD_IS_DYNAMIC) || strncmp(field->name, "__", 2) != 0)
			continue;
		idx = arg_of_carrier(event, field->name);
		if (idx < 0 || field->size != sizeof(uint32_t) || offsets[idx])
			continue;
		offsets[idx] = (uint32_t)field->offset;
		cnt++;
	}
	return cnt;
}

/* The word at @offset says where its bytes begin, counted from @base, and how many they are. */
static int carried_from(const void *raw, size_t raw_len, uint32_t offset, uint32_t base,
			const char **bytes, uint32_t *len)
{
	uint32_t word, at;

	if (raw_len < sizeof(word) || offset > raw_len - sizeof(word))
		return -EBADMSG;
	memcpy(&word, (const char *)raw + offset, sizeof(word));
	at = base + (word & 0xffff);
	*len = word >> 16;
	if (at > raw_len || *len > raw_len - at)
		return -EBADMSG;
	*bytes = (const char *)raw + at;
	return 0;
}

int formats_carried(const void *raw, size_t raw_len, uint32_t offset, const char **bytes,
		    uint32_t *len)
{
	return carried_from(raw, raw_len, offset, 0, bytes, len);
}

int formats_event_id(struct formats *f, const char *system, const char *name)
{
	struct tep_event *event;
	int err = read_event(f, system, name, &event);

	return err ? err : event->id;
}

int formats_load_plugins(struct formats *f)
{
	if (f->plugins_asked)
		return 0;
	if (getauxval(AT_SECURE))
		return -EPERM;
	f->plugins_asked = true;
	f->plugins = tep_load_plugins(f->tep);
	return 0;
}

struct plugin_listing {
	void (*fn)(void *arg, const char *path);
	void *arg;
};

static void list_plugin(struct tep_handle *tep, const char *path, const char *name, void *data)
{
	const struct plugin_listing *l = data;
	char full[PATH_MAX];

	(void)tep;
	if (snprintf(full, sizeof(full), "%s/%s", path, name) < (int)sizeof(full))
		l->fn(l->arg, full);
}

void formats_list_plugins(struct formats *f, void (*fn)(void *arg, const char *path), void *arg)
{
	struct plugin_listing l = { fn, arg };

	tep_load_plugins_hook(f->tep, ".so", list_plugin, &l);
}

/* A field must lie inside of the record, and so must what it points to. */
static int check_field(const struct tep_format_field *field, const struct formats_record *r)
{
	size_t end = (size_t)field->offset + (size_t)field->size;
	const char *bytes;
	uint32_t len, base;

	if (field->offset < 0 || field->size < 0 || end > r->raw_len)
		return -EBADMSG;
	if (!(field->flags & TEP_FIELD_IS_DYNAMIC) || field->size != sizeof(uint32_t))
		return 0;
	/* __data_loc counts from the record's begin, __rel_loc from the field's end. */
	base = strstr(field->type, "__rel_loc") ? (uint32_t)end : 0;
	return carried_from(r->raw, r->raw_len, (uint32_t)field->offset, base, &bytes, &len);
}

static int check_record(const struct tep_event *event, const struct formats_record *r)
{
	const struct tep_format_field *field;
	int err = 0;

	for (field = event->format.common_fields; field && !err; field = field->next)
		err = check_field(field, r);
	for (field = event->format.fields; field && !err; field = field->next)
		err = check_field(field, r);
	return err;
}

/* @copy is the record with a NUL behind it, because libtraceevent takes strings for terminated. */
static int print_record(struct formats *f, struct text *t, const struct formats_record *r,
			char *copy)
{
	struct tep_record record = {
		.ts = r->time_ns,
		.cpu = r->cpu,
		.data = copy,
		.size = (int)r->raw_len,
		.record_size = (int)r->raw_len,
	};
	struct tep_event *event = tep_find_event_by_record(f->tep, &record);
	struct trace_seq seq;
	int err;

	if (!event)
		return -ENOENT;
	err = check_record(event, r);
	if (err)
		return err;
	trace_seq_init(&seq);
	tep_print_event(f->tep, &seq, &record, "%s", TEP_PRINT_INFO);
	if (seq.state == TRACE_SEQ__GOOD)
		text_escape(t, seq.buffer, seq.len);
	else
		err = -ENOMEM;
	trace_seq_destroy(&seq);
	return err;
}

int formats_format_record(struct formats *f, struct text *t, const struct formats_record *r)
{
	char *copy;
	int err;

	/* The common fields are eight bytes; the length of a raw part has 16 bits. */
	if (r->raw_len < 8 || r->raw_len > UINT16_MAX)
		return -EBADMSG;
	copy = malloc(r->raw_len + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, r->raw, r->raw_len);
	copy[r->raw_len] = '\0';
	err = print_record(f, t, r, copy);
	free(copy);
	return err;
}
