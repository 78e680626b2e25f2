/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The plugins of libtraceevent; see formats.h. It finds them, and we load them: it would take any
 * file that lies in the right place, whoever put it there, and that place may be in $HOME.
 */
#include "decode/formats_plugins.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode/formats_private.h"
#include "util/caps.h"
#include "util/trust.h"

struct formats_plugin {
	struct formats_plugin *older;
	void *dl;
};

struct loading {
	struct formats *f;
	const struct diag *d;
};

/* The path of a plugin without links. */
static const char *path_of(const char *dir, const char *name, char real[PATH_MAX])
{
	char path[PATH_MAX];

	if (snprintf(path, sizeof(path), "%s/%s", dir, name) >= (int)sizeof(path))
		return NULL;
	return realpath(path, real);
}

/* Lets the plugin at @path register its handlers. Returns why that is not possible, or NULL. */
static const char *start(struct formats *f, const char *path)
{
	struct formats_plugin *one = malloc(sizeof(*one));
	tep_plugin_load_func load;
	const char *why;

	if (!one)
		return strerror(ENOMEM);
	/* Global, as libtraceevent loads them: some use functions of others. */
	one->dl = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
	why = one->dl ? NULL : dlerror();
	if (one->dl) {
		*(void **)&load = dlsym(one->dl, TEP_PLUGIN_LOADER_NAME);
		if (!load)
			why = "it has no " TEP_PLUGIN_LOADER_NAME "()";
		else if (load(f->tep))
			why = "it could not start";
	}
	if (!why) {
		one->older = f->plugins;
		f->plugins = one;
		return NULL;
	}
	if (one->dl)
		dlclose(one->dl);
	free(one);
	return why;
}

static void load_one(struct tep_handle *tep, const char *dir, const char *name, void *data)
{
	const struct loading *l = data;
	char real[PATH_MAX];
	const char *path = path_of(dir, name, real);
	const char *why = path ? trust_file(path) : strerror(errno);

	(void)tep;
	if (!why)
		why = start(l->f, path);
	if (why)
		diag_say(l->d, DIAG_WARN, "libtraceevent's plugin '%s/%s' is left out: %s", dir,
			 name, why);
}

void formats_load_plugins(struct formats *f, const struct diag *d)
{
	struct loading l = { .f = f, .d = d };

	if (f->plugins_asked)
		return;
	f->plugins_asked = true;
	if (caps_borrowed())
		diag_say(d, DIAG_INFO,
			 "libtraceevent's plugins are left out: our privileges are those of our file");
	else
		tep_load_plugins_hook(f->tep, ".so", load_one, &l);
}

void formats_unload_plugins(struct formats *f)
{
	while (f->plugins) {
		struct formats_plugin *one = f->plugins;
		tep_plugin_unload_func unload;

		f->plugins = one->older;
		*(void **)&unload = dlsym(one->dl, TEP_PLUGIN_UNLOADER_NAME);
		if (unload)
			unload(f->tep);
		dlclose(one->dl);
		free(one);
	}
}

struct plugin_listing {
	void (*fn)(void *arg, const char *path);
	void *arg;
};

static void list_one(struct tep_handle *tep, const char *dir, const char *name, void *data)
{
	const struct plugin_listing *l = data;
	char full[PATH_MAX];

	(void)tep;
	if (snprintf(full, sizeof(full), "%s/%s", dir, name) < (int)sizeof(full))
		l->fn(l->arg, full);
}

void formats_list_plugins(struct formats *f, void (*fn)(void *arg, const char *path), void *arg)
{
	struct plugin_listing l = { fn, arg };

	tep_load_plugins_hook(f->tep, ".so", list_one, &l);
}
