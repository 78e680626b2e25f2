/* SPDX-License-Identifier: GPL-2.0-only */
/* Open files and their names; see fd_file.h. */
#include "task/fd_file.h"

#include <stdlib.h>
#include <string.h>

#include "util/clock.h"
#include "util/text.h"

/* A socket that is in no table of its protocol yet may be looked for again after so long. */
#define RETRY_NS (100 * NSEC_PER_MSEC)

/* `>` ends a name where it is shown, so that none may be inside: 3</a\x3eb>. */
static void escape(struct text *t, const char *raw, size_t len)
{
	for (size_t i = 0, from = 0; i <= len; i++) {
		if (i < len && raw[i] != '<' && raw[i] != '>')
			continue;
		text_escape(t, raw + from, i - from);
		from = i + 1;
		if (i < len)
			text_str(t, raw[i] == '<' ? "\\x3c" : "\\x3e");
	}
}

struct fd_name *fd_name_new(const char *raw, size_t len, bool foreign)
{
	char escaped[4 * FD_NAME_BYTES];
	struct fd_name *name;
	struct text t;
	bool same;

	if (len > FD_NAME_BYTES)
		return NULL;
	text_init(&t, escaped, sizeof(escaped));
	if (foreign)
		escape(&t, raw, len);
	else
		text_mem(&t, raw, len);
	same = t.len == len && !memcmp(escaped, raw, len);
	name = malloc(sizeof(*name) + len + (same ? 0 : t.len));
	if (!name)
		return NULL;
	*name = (struct fd_name){ .raw_len = (unsigned int)len, .shown_len = (unsigned int)t.len };
	memcpy(name->raw, raw, len);
	if (!same)
		memcpy(name->raw + len, escaped, t.len);
	name->shown = same ? name->raw : name->raw + len;
	return name;
}

struct fd_file *fd_file_new(uint64_t born_ns)
{
	struct fd_file *f = malloc(sizeof(*f));

	if (f)
		*f = (struct fd_file){ .ref_cnt = 1, .born_ns = born_ns };
	return f;
}

void fd_file_put(struct fd_file *f)
{
	if (!f || --f->ref_cnt)
		return;
	free(f->name);
	free(f);
}

void fd_file_name(struct fd_file *f, struct fd_name *name, uint64_t told_ns)
{
	free(f->name);
	f->name = name;
	f->told_ns = told_ns;
}

void fd_file_change_ends(struct fd_file *f)
{
	f->change_cnt++;
	f->told_ns = 0;
	if (f->name && f->name->ends) {
		free(f->name);
		f->name = NULL;
	}
}

bool fd_file_wants_name(const struct fd_file *f, uint64_t now_ns)
{
	uint64_t wait_ns;

	if (f->asked || f->hopeless)
		return false;
	if (!f->name || !f->name->partial)
		return !f->name;
	if (!f->told_ns)
		return true;
	/* The older it has become without more to tell, the rarer. */
	wait_ns = f->told_ns > f->born_ns ? f->told_ns - f->born_ns : 0;
	if (wait_ns < RETRY_NS)
		wait_ns = RETRY_NS;
	return now_ns > f->told_ns && now_ns - f->told_ns > wait_ns;
}
