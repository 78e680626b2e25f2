/* SPDX-License-Identifier: GPL-2.0-only */
/* What of tracefs goes into a recording; see formats.h. */
#include "decode/formats_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tracefs.h>

#include "util/kallsyms.h"

struct formats_collection {
	struct perfdata_tracing tracing; /* what it points to are the texts */
	char **texts;
	size_t text_cnt;
	bool has_functions; /* one of the events shows functions by name */
};

const struct perfdata_tracing *formats_collection_tracing(const struct formats_collection *c)
{
	return &c->tracing;
}

void formats_collection_free(struct formats_collection *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->text_cnt; i++)
		free(c->texts[i]);
	free(c->texts);
	free(c->tracing.formats);
	free(c);
}

/* The collection owns @text from now on. There is room: see new_collection(). */
static struct perfdata_bytes own(struct formats_collection *c, char *text, size_t len)
{
	c->texts[c->text_cnt++] = text;
	return (struct perfdata_bytes){ text, len };
}

/* A file of tracefs that has nothing to do with one event. */
static int try_file(struct formats_collection *c, const char *path, struct perfdata_bytes *out)
{
	int size = 0;
	char *text;

	errno = ENOENT;
	text = tracefs_instance_file_read(NULL, path, &size);
	if (!text)
		return -errno;
	*out = own(c, text, (size_t)size);
	return 0;
}

static int read_file(struct formats_collection *c, const char *path, const struct diag *d,
		     struct perfdata_bytes *out)
{
	int err = try_file(c, path, out);

	return err ? diag_fail(d, err, "cannot read %s/%s, which a recording needs: %s",
			       tracefs_tracing_dir(), path, strerror(-err)) :
		     0;
}

/* `system:event` in two, in @system. */
static int split(const char *full_name, char system[], size_t size, const char **name)
{
	const char *colon = strchr(full_name, ':');
	size_t len = colon ? (size_t)(colon - full_name) : 0;

	if (!len || len >= size)
		return -EINVAL;
	memcpy(system, full_name, len);
	system[len] = '\0';
	*name = colon + 1;
	return 0;
}

static int add_event(struct formats_collection *c, struct formats *f, const char *full_name)
{
	struct perfdata_format *format = &c->tracing.formats[c->tracing.format_cnt];
	const struct formats_known *known;
	const char *name;
	char system[256], *text;
	int size = 0, err = split(full_name, system, sizeof(system), &name);

	if (err)
		return err;
	errno = ENOENT;
	text = tracefs_event_file_read(NULL, system, name, "format", &size);
	if (!text)
		return -errno;
	format->text = own(c, text, (size_t)size);
	text = strdup(system);
	if (!text)
		return -ENOMEM;
	format->system = own(c, text, strlen(text));
	c->tracing.format_cnt++;
	/* Not understood by us: others may do so. */
	if (!formats_know(f, system, name, &known))
		c->has_functions |= known->has_functions;
	return 0;
}

static bool is_named_before(const char *const *names, size_t idx)
{
	for (size_t i = 0; i < idx; i++)
		if (!strcmp(names[i], names[idx]))
			return true;
	return false;
}

static int add_events(struct formats_collection *c, struct formats *f, const char *const *names,
		      size_t cnt, const struct diag *d)
{
	int err = 0;

	for (size_t i = 0; i < cnt && !err; i++) {
		if (is_named_before(names, i))
			continue;
		err = add_event(c, f, names[i]);
		if (err)
			diag_fail(d, err, "cannot read the format of tracepoint '%s': %s", names[i],
				  strerror(-err));
	}
	return err;
}

/* Names of functions are a help; without them a recording shows addresses. */
static void add_functions(struct formats_collection *c, const struct diag *d)
{
	size_t len;
	char *text;
	int err = kallsyms_read_text(&text, &len);

	if (!err)
		c->tracing.kallsyms = own(c, text, len);
	else
		diag_say(d, DIAG_INFO,
			 "the recording will show functions of the kernel by their addresses: "
			 "cannot read /proc/kallsyms: %s",
			 strerror(-err));
}

static struct formats_collection *new_collection(size_t cnt)
{
	struct formats_collection *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	/* Two texts an event, and header_page, header_event, printk_formats, kallsyms. */
	c->texts = calloc(2 * cnt + 4, sizeof(*c->texts));
	c->tracing.formats = calloc(cnt + 1, sizeof(*c->tracing.formats));
	if (!c->texts || !c->tracing.formats) {
		formats_collection_free(c);
		return NULL;
	}
	c->tracing.big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	c->tracing.long_bytes = sizeof(long);
	c->tracing.page_bytes = (uint32_t)sysconf(_SC_PAGESIZE);
	return c;
}

int formats_collect(struct formats *f, const char *const *names, size_t cnt, const struct diag *d,
		    struct formats_collection **out)
{
	struct formats_collection *c = new_collection(cnt);
	int err;

	if (!c)
		return -ENOMEM;
	err = add_events(c, f, names, cnt, d);
	if (!err)
		err = read_file(c, "events/header_page", d, &c->tracing.header_page);
	if (!err)
		err = read_file(c, "events/header_event", d, &c->tracing.header_event);
	if (err) {
		formats_collection_free(c);
		return err;
	}
	/* Not in every kernel, and nothing hangs on it. */
	try_file(c, "printk_formats", &c->tracing.printk);
	if (c->has_functions)
		add_functions(c, d);
	*out = c;
	return 0;
}
