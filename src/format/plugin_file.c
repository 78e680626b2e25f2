/* SPDX-License-Identifier: GPL-2.0-only */
/* Loading and checking a plugin's shared object; see plugin_file.h. */
#include "format/plugin_file.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "format/plugin_registry.h"
#include "util/trust.h"

/*
 * What is wrong with the symbol at @desc, or NULL; @buf is room for it. Behind the symbol's end
 * nothing is read, whatever size the plugin claims.
 */
static const char *misfit(const struct systrail_plugin *desc, char *buf, size_t size)
{
	const ElfW(Sym) *symbol = NULL;
	Dl_info info;

	if (!dladdr1(desc, &info, (void **)&symbol, RTLD_DL_SYMENT) || !symbol ||
	    symbol->st_size < sizeof(desc->api))
		return "its systrail_plugin is not a struct systrail_plugin";
	if (desc->api != SYSTRAIL_PLUGIN_API) {
		snprintf(buf, size, "it was built for version %u of the plugin API, and this is %u",
			 (unsigned int)desc->api, (unsigned int)SYSTRAIL_PLUGIN_API);
		return buf;
	}
	if (symbol->st_size < sizeof(*desc) || desc->struct_bytes < sizeof(*desc) ||
	    desc->struct_bytes > symbol->st_size)
		return "the size in its systrail_plugin is wrong";
	if (!plugin_text_is_good(desc->name, PLUGIN_NAME_MAX) || strchr(desc->name, ' '))
		return "its name is not a short printable word";
	if (!plugin_text_is_good(desc->version, PLUGIN_VERSION_MAX) ||
	    !plugin_text_is_good(desc->description, PLUGIN_DESCRIPTION_MAX))
		return "its version or description is not a short printable text";
	return desc->init ? NULL : "it has no init()";
}

static int leave_out(const struct diag *d, enum diag_level level, const char *path, const char *why)
{
	diag_say(d, level, "plugin '%s' is left out: %s", path, why);
	return -ENOEXEC;
}

/* The linker's reason, without the path that it begins with. */
static const char *linker_error(const char *path)
{
	const char *why = dlerror();
	size_t len = strlen(path);

	if (!why)
		return "the dynamic linker does not say why";
	return !strncmp(why, path, len) && !strncmp(why + len, ": ", 2) ? why + len + 2 : why;
}

int plugin_file_open(const char *path, const struct diag *d, enum diag_level level,
		     struct plugin_file *f)
{
	char real[PATH_MAX], buf[128];
	const char *why;

	*f = (struct plugin_file){ 0 };
	/* Also because the linker looks for a name without a slash in other places. */
	if (!realpath(path, real))
		return leave_out(d, level, path, strerror(errno));
	why = trust_file(real);
	if (why)
		return leave_out(d, level, path, why);
	f->dl = dlopen(real, RTLD_NOW | RTLD_LOCAL);
	if (!f->dl)
		return leave_out(d, level, path, linker_error(real));
	f->desc = dlsym(f->dl, "systrail_plugin");
	why = f->desc ? misfit(f->desc, buf, sizeof(buf)) : "it exports no systrail_plugin";
	if (!why)
		return 0;
	plugin_file_close(f);
	return leave_out(d, level, path, why);
}

void plugin_file_close(struct plugin_file *f)
{
	if (f->dl)
		dlclose(f->dl);
	*f = (struct plugin_file){ 0 };
}
