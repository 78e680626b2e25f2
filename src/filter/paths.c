/* SPDX-License-Identifier: GPL-2.0-only */
/* The paths of -P; see paths.h. */
#include "filter/paths.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "filter/call_args.h"
#include "task/fd_file.h"

/* What the kernel writes behind the path of an open file that has no name any more. */
#define DELETED " (deleted)"

enum { DELETED_LEN = sizeof(DELETED) - 1 };

/* Adds @text, which the list owns from then on. */
static int add(struct filter_paths *fp, char *text)
{
	struct filter_path *v = reallocarray(fp->v, fp->cnt + 1, sizeof(*v));

	if (!v) {
		free(text);
		return -ENOMEM;
	}
	fp->v = v;
	fp->v[fp->cnt++] = (struct filter_path){ .text = text, .len = strlen(text) };
	return 0;
}

int filter_paths_add(struct filter_paths *fp, const char *typed)
{
	char *copy, *resolved;
	int err;

	if (!*typed)
		return -EINVAL;
	copy = strdup(typed);
	err = copy ? add(fp, copy) : -ENOMEM;
	if (err)
		return err;
	/* What does not exist may be made by the traced program: then what was typed is all. */
	resolved = realpath(typed, NULL);
	if (!resolved)
		return errno == ENOMEM ? -ENOMEM : 0;
	if (strcmp(resolved, typed) != 0)
		return add(fp, resolved);
	free(resolved);
	return 0;
}

void filter_paths_fini(struct filter_paths *fp)
{
	for (size_t i = 0; i < fp->cnt; i++)
		free(fp->v[i].text);
	free(fp->v);
	*fp = (struct filter_paths){ 0 };
}

static bool is_path(const struct filter_path *p, const char *name, size_t len)
{
	return len == p->len && memcmp(name, p->text, len) == 0;
}

static bool is_file(const struct filter_path *p, const char *raw, size_t len)
{
	if (is_path(p, raw, len))
		return true;
	return len == p->len + DELETED_LEN && memcmp(raw, p->text, p->len) == 0 &&
	       memcmp(raw + p->len, DELETED, DELETED_LEN) == 0;
}

/* Whether @p is @name in directory @dir. */
static bool is_path_in(const struct filter_path *p, const char *dir, size_t dir_len,
		       const struct call_bytes *name)
{
	/* The root has a slash of its own. */
	if (dir_len && dir[dir_len - 1] == '/')
		dir_len--;
	return p->len == dir_len + 1 + name->len && memcmp(p->text, dir, dir_len) == 0 &&
	       p->text[dir_len] == '/' && memcmp(p->text + dir_len + 1, name->data, name->len) == 0;
}

static bool has_file(const struct filter_paths *fp, const struct fd_file *file)
{
	size_t len;
	const char *raw = fd_file_raw(file, &len);

	for (size_t i = 0; raw && i < fp->cnt; i++)
		if (is_file(&fp->v[i], raw, len))
			return true;
	return false;
}

static bool has_name(const struct filter_paths *fp, const struct call_bytes *name)
{
	for (size_t i = 0; i < fp->cnt; i++)
		if (is_path(&fp->v[i], name->data, name->len))
			return true;
	return false;
}

static bool has_name_in(const struct filter_paths *fp, const struct fd_file *dir,
			const struct call_bytes *name)
{
	size_t len;
	const char *raw = fd_file_raw(dir, &len);

	if (!raw || (name->len && name->data[0] == '/'))
		return false;
	for (size_t i = 0; i < fp->cnt; i++)
		if (is_path_in(&fp->v[i], raw, len, name))
			return true;
	return false;
}

static bool names_path(const struct filter_paths *fp, const struct call *c,
		       const struct syscall_args *args, unsigned int idx)
{
	const struct call_bytes *name = call_arg_path(c, args, idx);

	if (!name)
		return false;
	/* A path that is relative to a directory stands behind the fd of that. */
	return has_name(fp, name) ||
	       (idx > 0 && args->arg[idx - 1] && args->arg[idx - 1]->kind == ARG_DIRFD &&
		has_name_in(fp, c->files[idx - 1], name));
}

bool filter_paths_touched(const struct filter_paths *fp, const struct call *c)
{
	struct syscall_args args;

	if (has_file(fp, c->ret_file))
		return true;
	if (!call_args_of(c, &args))
		return false;
	for (unsigned int i = 0; i < args.cnt; i++)
		if (has_file(fp, c->files[i]) || names_path(fp, c, &args, i))
			return true;
	return false;
}
