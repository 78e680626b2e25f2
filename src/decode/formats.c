/* SPDX-License-Identifier: GPL-2.0-only */
/* tracefs, and the events whose formats were read; see formats.h. */
#include "decode/formats_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tracefs.h>

#include "decode/formats_file.h"
#include "decode/formats_guard.h"
#include "decode/formats_plugins.h"
#include "decode/formats_text.h"
#include "task/proc.h"
#include "util/caps.h"

const char *formats_have_cap(int cap)
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
			 formats_have_cap(CAP_SYS_ADMIN));
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
	/* Not known, addresses would be taken for bytes. */
	tep_set_long_size(f->tep, sizeof(long));
	tep_set_page_size(f->tep, (int)sysconf(_SC_PAGESIZE));
	return f;
}

const char *formats_tracefs(void)
{
	return tracefs_tracing_dir();
}

void formats_say_unreadable(const struct diag *d, int err)
{
	if (err == -EACCES || err == -EPERM)
		diag_say(d, DIAG_ERROR,
			 "cannot read tracefs: %s, and CAP_DAC_READ_SEARCH is %s; run as root, or "
			 "let your group in with 'mount -o remount,mode=750,gid=GROUP %s'",
			 strerror(-err), formats_have_cap(CAP_DAC_READ_SEARCH),
			 tracefs_tracing_dir());
	else
		diag_say(d, DIAG_ERROR, "cannot read %s/events: %s", tracefs_tracing_dir(),
			 strerror(-err));
}

void formats_close(struct formats *f)
{
	if (!f)
		return;
	formats_unload_plugins(f);
	tep_free(f->tep);
	formats_forget_kernel(f);
	formats_file_free(f->file);
	for (size_t i = 0; i < f->by_id_cnt; i++)
		free(f->by_id[i]);
	free(f->by_id);
	free(f);
}

/*
 * What libtraceevent is given of a text that was read and copied to @copy. It keeps an event whose
 * print format it does not understand, and such is what stands here for one that it must not see.
 */
static size_t prepare_print(const struct formats *f, const struct formats_text *t, char *copy,
			    size_t len)
{
	static const char none[] = " -\n";

	if (t->print_good && !(f->file && t->print_calls))
		return len;
	memcpy(copy + t->print_at, none, sizeof(none));
	return t->print_at + sizeof(none) - 1;
}

/* Two events with one id or name would be mistaken for each other. */
static bool is_known(const struct formats *f, const char *system, const struct formats_text *t)
{
	char name[FORMATS_NAME_MAX + 1];

	memcpy(name, t->name.p, t->name.len);
	name[t->name.len] = '\0';
	return tep_find_event(f->tep, (int)t->id) || tep_find_event_by_name(f->tep, system, name);
}

int formats_add(struct formats *f, const char *system, const char *text, size_t len)
{
	char *copy = malloc(len + 8);
	struct formats_text t;
	char *print;
	int err;

	if (!copy)
		return -ENOMEM;
	memcpy(copy, text, len);
	copy[len] = '\0';
	/* libtraceevent stumbles over a tab in a print format, and in a line it would be no good. */
	print = strstr(copy, "\nprint fmt:");
	for (; print && *print; print++)
		if (*print == '\t')
			*print = ' ';
	err = formats_text_read(&t, copy, len);
	if (!err && is_known(f, system, &t))
		err = -EEXIST;
	if (!err) {
		len = prepare_print(f, &t, copy, len);
		err = tep_parse_event(f->tep, copy, len, system) ? -EBADMSG : 0;
	}
	free(copy);
	return err;
}

/* Parses the format file of @system:@name. */
static int read_format(struct formats *f, const char *system, const char *name)
{
	char *text;
	int size, err;

	if (f->file)
		return formats_file_read(f, system, name);
	errno = ENOENT;
	text = tracefs_event_file_read(NULL, system, name, "format", &size);
	if (!text)
		return -errno;
	err = formats_add(f, system, text, (size_t)size);
	free(text);
	return err;
}

static int grow_to(struct formats *f, size_t cnt)
{
	struct formats_known **v;

	if (cnt <= f->by_id_cnt)
		return 0;
	v = reallocarray(f->by_id, cnt, sizeof(struct formats_known *));
	if (!v)
		return -ENOMEM;
	memset(v + f->by_id_cnt, 0, (cnt - f->by_id_cnt) * sizeof(*v));
	f->by_id = v;
	f->by_id_cnt = cnt;
	return 0;
}

/* `%ps`, `%pS` and their like. */
static bool shows_functions(const struct tep_event *event)
{
	const char *p = event->print_fmt.format;

	for (; p && (p = strstr(p, "%p")); p += 2)
		if (p[2] && strchr("sSfFB", p[2]))
			return true;
	return false;
}

static bool shows_strings(const struct tep_event *event)
{
	const struct tep_format_field *field = event->format.fields;

	while (field && !strstr(field->type, "char *"))
		field = field->next;
	return field && event->print_fmt.format && strstr(event->print_fmt.format, "%s");
}

/* Notes a parsed event under its id, which is 16 bits in records. */
static int learn(struct formats *f, struct tep_event *event)
{
	size_t system_len = strlen(event->system), name_len = strlen(event->name);
	struct formats_known *known;
	int err;

	if (event->id < 0 || event->id > UINT16_MAX)
		return -EBADMSG;
	err = grow_to(f, (size_t)event->id + 1);
	if (err || f->by_id[event->id])
		return err;
	known = malloc(sizeof(*known) + system_len + 1 + name_len + 1);
	if (!known)
		return -ENOMEM;
	memcpy(known->full_name, event->system, system_len);
	known->full_name[system_len] = ':';
	memcpy(known->full_name + system_len + 1, event->name, name_len + 1);
	known->tep = event;
	if (f->file)
		formats_guard_handler(event);
	known->trust = formats_guard_event(event);
	known->has_functions = shows_functions(event);
	known->has_strings = shows_strings(event);
	known->event = (struct formats_event){
		.system = event->system,
		.name = event->name,
		.full_name = known->full_name,
		.id = (uint32_t)event->id,
	};
	f->by_id[event->id] = known;
	return 0;
}

int formats_know(struct formats *f, const char *system, const char *name,
		 const struct formats_known **known)
{
	struct tep_event *event = tep_find_event_by_name(f->tep, system, name);
	int err = 0;

	if (!event) {
		err = read_format(f, system, name);
		event = tep_find_event_by_name(f->tep, system, name);
	}
	if (!event)
		return err ? err : -EBADMSG;
	err = learn(f, event);
	if (err)
		return err;
	*known = f->by_id[event->id];
	return (*known)->tep == event ? 0 : -EBADMSG; /* two events, one id */
}

int formats_event(struct formats *f, const char *system, const char *name,
		  const struct formats_event **event)
{
	const struct formats_known *known;
	int err = formats_know(f, system, name, &known);

	if (!err)
		*event = &known->event;
	return err;
}

int formats_event_id(struct formats *f, const char *system, const char *name)
{
	const struct formats_known *known;
	int err = formats_know(f, system, name, &known);

	return err ? err : (int)known->event.id;
}

const struct formats_event *formats_event_by_id(const struct formats *f, uint32_t id)
{
	const struct formats_known *known = formats_known_by_id(f, id);

	return known ? &known->event : NULL;
}

int formats_field(struct formats *f, const char *system, const char *name, const char *field,
		  uint32_t *offset, uint32_t *size)
{
	const struct formats_known *known;
	const struct tep_format_field *found;
	int err = formats_know(f, system, name, &known);

	if (err)
		return err;
	found = tep_find_any_field(known->tep, field);
	if (!found)
		return -ENOENT;
	if (found->flags & TEP_FIELD_IS_ARRAY || found->offset < 0 ||
	    (found->size != 1 && found->size != 2 && found->size != 4 && found->size != 8))
		return -EINVAL;
	*offset = (uint32_t)found->offset;
	*size = (uint32_t)found->size;
	return 0;
}

int formats_describe(const struct formats *f, uint32_t id,
		     void (*fn)(void *arg, const char *type, const char *name), void *arg,
		     bool *printed)
{
	const struct formats_known *known = formats_known_by_id(f, id);
	const struct tep_format_field *field;

	if (!known)
		return -ENOENT;
	*printed = known->trust != FORMATS_NEVER;
	for (field = known->tep->format.fields; field; field = field->next)
		fn(arg, field->type, field->name);
	return 0;
}
