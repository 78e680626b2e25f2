/* SPDX-License-Identifier: GPL-2.0-only */
/* The plugins of a trace: which are loaded, and how they are called; see plugins.h. */
#include "format/plugins.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <systrail/plugin.h>

#include "config.h"
#include "format/plugin_file.h"
#include "format/plugin_registry.h"
#include "syscall/ioctl.h"
#include "task/fd_file.h"
#include "util/caps.h"

/*
 * Room for what a plugin writes. Behind it lies a guard: one byte too many is the classic mistake,
 * and shall neither do harm nor pass unnoticed.
 */
enum { PLUGIN_TEXT_BYTES = 512, PLUGIN_GUARD_BYTES = 64, PLUGIN_GUARD = 0xa5 };

/* Where a plugin registers; it belongs to one plugin, and so says which. */
struct systrail_registry {
	struct plugins *plugins;
};

struct plugin {
	struct plugin *older; /* loaded before this one */
	struct systrail_registry registry; /* its address is the owner of the plugin's hooks */
	struct plugin_file file;
	char *path;
	bool asked; /* by its name, and not found in a directory */
};

struct plugins {
	const struct diag *diag;
	struct plugin *newest;
	struct plugin_registry registry;
};

/* --- What plugins call --------------------------------------------------------------------- */

static int register_kind(struct systrail_registry *r, const char *kind, systrail_value_fn *format,
			 void *priv)
{
	return r ? plugin_registry_add_kind(&r->plugins->registry, r, kind, format, priv) : -EINVAL;
}

static int register_ioctls(struct systrail_registry *r, const char *fd_prefix,
			   const struct systrail_ioctl *rows, size_t row_cnt,
			   systrail_value_fn *format, void *priv)
{
	if (!r)
		return -EINVAL;
	return plugin_registry_add_ioctls(&r->plugins->registry, r, fd_prefix, rows, row_cnt,
					  format, priv);
}

static int register_event(struct systrail_registry *r, const char *system, const char *event,
			  systrail_event_fn *format, void *priv)
{
	if (!r)
		return -EINVAL;
	return plugin_registry_add_event(&r->plugins->registry, r, system, event, format, priv);
}

static int unregister(struct systrail_registry *r, int handle)
{
	return r ? plugin_registry_remove(&r->plugins->registry, r, handle) : -ENOENT;
}

static const struct systrail_host host = {
	.struct_bytes = sizeof(host),
	.version = SYSTRAIL_VERSION,
	.register_kind = register_kind,
	.register_ioctls = register_ioctls,
	.register_event = register_event,
	.unregister = unregister,
};

/* --- Loading ------------------------------------------------------------------------------- */

struct plugins *plugins_new(const struct diag *diag)
{
	struct plugins *p = calloc(1, sizeof(*p));

	if (p)
		p->diag = diag;
	return p;
}

static void free_plugin(struct plugins *p, struct plugin *one)
{
	plugin_registry_remove_all(&p->registry, &one->registry);
	plugin_file_close(&one->file);
	free(one->path);
	free(one);
}

/* Lets a loaded plugin go. */
static void drop(struct plugins *p, struct plugin *one)
{
	struct plugin **link = &p->newest;

	while (*link != one)
		link = &(*link)->older;
	*link = one->older;
	if (one->file.desc->fini)
		one->file.desc->fini();
	free_plugin(p, one);
}

void plugins_free(struct plugins *p)
{
	if (!p)
		return;
	while (p->newest)
		drop(p, p->newest);
	plugin_registry_remove_all(&p->registry, NULL);
	free(p);
}

static struct plugin *find_named(const struct plugins *p, const char *name)
{
	struct plugin *one = p->newest;

	while (one && strcmp(one->file.desc->name, name) != 0)
		one = one->older;
	return one;
}

/* Lets the plugin at hand introduce itself. */
static int start(struct plugins *p, struct plugin *one, enum diag_level level)
{
	const struct systrail_plugin *desc = one->file.desc;
	struct plugin *other = find_named(p, desc->name);
	int err;

	/* So that a changed copy of an installed one can be tried. */
	if (other && one->asked && !other->asked) {
		diag_say(p->diag, DIAG_INFO, "plugin '%s' takes the place of '%s'", one->path,
			 other->path);
		drop(p, other);
		other = NULL;
	}
	if (other) {
		diag_say(p->diag, level, "plugin '%s' is left out: '%s' is also called '%s'",
			 one->path, other->path, desc->name);
		return -EEXIST;
	}
	err = desc->init(&host, &one->registry);
	if (!err)
		return 0;
	diag_say(p->diag, level, "plugin '%s' is left out: it could not start: %s", one->path,
		 err < 0 && err >= -4095 ? strerror(-err) : "its init() returned no error number");
	return err < 0 && err >= -4095 ? err : -EINVAL;
}

static int load(struct plugins *p, const char *path, enum diag_level level)
{
	struct plugin *one = calloc(1, sizeof(*one));
	int err = -ENOMEM;

	if (!one)
		return err;
	one->registry.plugins = p;
	one->asked = level == DIAG_ERROR;
	one->path = strdup(path);
	if (one->path)
		err = plugin_file_open(path, p->diag, level, &one->file);
	if (!err)
		err = start(p, one, level);
	if (err) {
		free_plugin(p, one);
		return err;
	}
	one->older = p->newest;
	p->newest = one;
	return 0;
}

int plugins_load_file(struct plugins *p, const char *path)
{
	return load(p, path, DIAG_ERROR);
}

static int is_shared_object(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return len > 3 && e->d_name[0] != '.' && !strcmp(e->d_name + len - 3, ".so");
}

int plugins_load_dir(struct plugins *p, const char *dir)
{
	struct dirent **entries;
	int cnt = scandir(dir, &entries, is_shared_object, alphasort);
	int err = 0;

	if (cnt < 0)
		return -errno;
	for (int i = 0; i < cnt; i++) {
		char *path;

		if (!err && asprintf(&path, "%s/%s", dir, entries[i]->d_name) < 0)
			err = -ENOMEM;
		if (!err) {
			load(p, path, DIAG_WARN);
			free(path);
		}
		free(entries[i]);
	}
	free(entries);
	return err;
}

const char *plugins_installed_dir(void)
{
	return SYSTRAIL_PLUGIN_DIR;
}

int plugins_api(void)
{
	return SYSTRAIL_PLUGIN_API;
}

static void load_dir_or_warn(struct plugins *p, const char *dir)
{
	int err = plugins_load_dir(p, dir);

	if (err)
		diag_say(p->diag, DIAG_WARN, "cannot read the plugin directory '%s': %s", dir,
			 strerror(-err));
}

/* The directories in SYSTRAIL_PLUGIN_PATH, which is @path. */
static int load_path(struct plugins *p, const char *path)
{
	char *copy = strdup(path), *rest = copy, *dir;

	if (!copy)
		return -ENOMEM;
	while ((dir = strsep(&rest, ":")))
		if (*dir)
			load_dir_or_warn(p, dir);
	free(copy);
	return 0;
}

/* What was asked for by who started us; who only has our file's privileges may not ask. */
static int load_asked(struct plugins *p, const char *const *files, size_t file_cnt)
{
	const char *path = getenv("SYSTRAIL_PLUGIN_PATH");
	bool borrowed = caps_borrowed();
	int err = 0;

	if (borrowed && file_cnt)
		return diag_fail(p->diag, -EPERM,
				 "--plugin is not for a systrail that has privileges from its file "
				 "(file capabilities)");
	if (borrowed && path)
		diag_say(p->diag, DIAG_WARN,
			 "SYSTRAIL_PLUGIN_PATH is ignored: systrail has privileges from its file");
	else if (path)
		err = load_path(p, path);
	for (size_t i = 0; !err && i < file_cnt; i++)
		err = plugins_load_file(p, files[i]);
	return err;
}

int plugins_open(const char *const *files, size_t file_cnt, const struct diag *diag,
		 struct plugins **out)
{
	struct plugins *p = plugins_new(diag);
	int err;

	*out = NULL;
	if (!p)
		return -ENOMEM;
	/* Without an installed one there is nothing to say. */
	err = plugins_load_dir(p, plugins_installed_dir());
	if (err && err != -ENOENT)
		diag_say(diag, DIAG_WARN, "cannot read the plugin directory '%s': %s",
			 plugins_installed_dir(), strerror(-err));
	err = load_asked(p, files, file_cnt);
	if (err || !p->newest)
		plugins_free(p);
	else
		*out = p;
	return err;
}

bool plugins_at(const struct plugins *p, size_t idx, struct plugin_info *info)
{
	const struct plugin *one;
	size_t cnt = 0;

	for (one = p ? p->newest : NULL; one; one = one->older)
		cnt++;
	if (idx >= cnt)
		return false;
	for (one = p->newest; cnt > idx + 1; cnt--)
		one = one->older;
	*info = (struct plugin_info){
		.path = one->path,
		.name = one->file.desc->name,
		.version = one->file.desc->version,
		.description = one->file.desc->description,
		.kind_cnt = plugin_registry_count(&p->registry, &one->registry, PLUGIN_KIND),
		.ioctl_cnt = plugin_registry_count(&p->registry, &one->registry, PLUGIN_IOCTLS),
		.event_cnt = plugin_registry_count(&p->registry, &one->registry, PLUGIN_EVENT),
	};
	return true;
}

/* --- Formatting ---------------------------------------------------------------------------- */

/* What a plugin writes into. */
struct guarded {
	char text[PLUGIN_TEXT_BYTES];
	unsigned char guard[PLUGIN_GUARD_BYTES];
};

static void guarded_init(struct guarded *g)
{
	memset(g->text, 0, sizeof(g->text));
	memset(g->guard, PLUGIN_GUARD, sizeof(g->guard));
}

static bool guard_is_whole(const struct guarded *g)
{
	for (size_t i = 0; i < sizeof(g->guard); i++)
		if (g->guard[i] != PLUGIN_GUARD)
			return false;
	return true;
}

/*
 * Passes on what @hook has written into @g and says is @len bytes long. It may claim any length,
 * and leave out the NUL.
 */
static bool put_result(const struct plugins *p, struct text *t, struct plugin_hook *hook,
		       const struct guarded *g, int len)
{
	if (!guard_is_whole(g)) {
		hook->off = true;
		diag_say(p->diag, DIAG_WARN,
			 "a plugin's formatter for '%s' wrote past its buffer, and is not used any more",
			 hook->name ? hook->name : "ioctl");
		return false;
	}
	if (len < 0)
		return false;
	text_escape(t, g->text, strnlen(g->text, sizeof(g->text) - 1));
	if ((size_t)len >= sizeof(g->text))
		text_lit(t, "...");
	return true;
}

/* The file of an argument that is a file descriptor, else that of the first one which is. */
static const struct fd_file *file_of(const struct call *c, const struct syscall_arg *arg,
				     unsigned int idx)
{
	if (arg->kind == ARG_FD || arg->kind == ARG_DIRFD)
		return c->files[idx];
	for (unsigned int i = 0; i < c->desc->arg_cnt; i++)
		if (c->desc->args[i].kind == ARG_FD || c->desc->args[i].kind == ARG_DIRFD)
			return c->files[i];
	return NULL;
}

static void fill_value(struct systrail_value *v, const struct call *c,
		       const struct syscall_arg *arg, unsigned int idx)
{
	const struct call_bytes *bytes = c->bytes ? &c->bytes[idx] : NULL;

	*v = (struct systrail_value){
		.struct_bytes = sizeof(*v),
		.syscall = c->desc->name ? c->desc->name : "",
		.pointer_bits = abi_is_32bit(c->abi) ? 32 : 64,
		.arg_idx = idx,
		.value = c->args[idx],
		.args = c->args,
	};
	v->fd_name = fd_file_raw(file_of(c, arg, idx), &v->fd_name_bytes);
	if (bytes && (bytes->state == BYTES_WHOLE || bytes->state == BYTES_CUT)) {
		v->bytes = bytes->data;
		v->bytes_cnt = bytes->len;
		v->bytes_cut = bytes->state == BYTES_CUT;
	}
}

static bool call_hook(const struct plugins *p, struct plugin_hook *hook, struct text *t,
		      const struct call *c, const struct syscall_arg *arg, unsigned int idx)
{
	struct systrail_value v;
	struct guarded g;
	int len;

	if (!hook || !hook->format || hook->off)
		return false;
	fill_value(&v, c, arg, idx);
	guarded_init(&g);
	hook->busy = true;
	len = hook->format(&v, g.text, sizeof(g.text), hook->priv);
	hook->busy = false;
	return put_result(p, t, hook, &g, len);
}

/* The plugins' row for the request of @c, an ioctl(). */
static const struct plugin_ioctl_row *ioctl_row_of(const struct plugins *p, const struct call *c)
{
	uint32_t request = (uint32_t)c->args[1];
	size_t len = 0;
	const char *fd_name = fd_file_raw(c->files[0], &len);

	return plugin_registry_find_ioctl(&p->registry, request, fd_name, len,
					  ioctl_find(request) != NULL);
}

static bool try_ioctl(const struct plugins *p, struct text *t, const struct call *c,
		      const struct syscall_arg *arg, unsigned int idx)
{
	const struct plugin_ioctl_row *row;

	if (idx != 1 && idx != 2)
		return false;
	row = ioctl_row_of(p, c);
	if (!row)
		return false;
	if (idx == 2)
		return call_hook(p, row->hook, t, c, arg, idx);
	text_str(t, row->name);
	return true;
}

bool plugins_try_arg(const struct plugins *p, struct text *t, const struct call *c,
		     const struct syscall_arg *arg, unsigned int idx)
{
	const struct plugin_registry *r = &p->registry;

	if (r->ioctl_cnt && c->desc->does.kind == DOES_IOCTL && try_ioctl(p, t, c, arg, idx))
		return true;
	return r->arg_cnt && call_hook(p, plugin_registry_find_arg(r, arg), t, c, arg, idx);
}

bool plugins_format_event(const struct plugins *p, struct text *t,
			  const struct systrail_event *event)
{
	struct plugin_hook *hook = NULL;
	struct guarded g;
	int len;

	if (p)
		hook = plugin_registry_find_event(&p->registry, event->system, event->name);
	if (!hook || hook->off)
		return false;
	guarded_init(&g);
	hook->busy = true;
	len = hook->format_event(event, g.text, sizeof(g.text), hook->priv);
	hook->busy = false;
	return put_result(p, t, hook, &g, len);
}
