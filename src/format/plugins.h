/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Formatters from outside: shared objects that use include/systrail/plugin.h, and what they
 * registered. Where there are none, there is no struct plugins either, and nothing here costs
 * more than the test of a pointer.
 */
#ifndef SYSTRAIL_FORMAT_PLUGINS_H
#define SYSTRAIL_FORMAT_PLUGINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pair/call.h"
#include "util/diag.h"
#include "util/text.h"

struct plugins;
struct systrail_event;

/*
 * Loads what a user expects: the plugins that were installed with systrail, those in the
 * directories of SYSTRAIL_PLUGIN_PATH, and the @file_cnt files of --plugin. In directories, one
 * that does not fit is left out with a warning; a file that was asked for is an error.
 *
 * Returns 0, and NULL in @out where there is nothing; or -errno, after telling @diag, which stays
 * in use until plugins_free().
 */
int plugins_open(const char *const *files, size_t file_cnt, const struct diag *diag,
		 struct plugins **out);

/* The same in steps: no plugin yet; NULL when there is no memory. */
struct plugins *plugins_new(const struct diag *diag);

/* 0, or -errno after an error was told. */
int plugins_load_file(struct plugins *p, const char *path);

/*
 * All files *.so in @dir by their names. Returns 0, also when some were left out with a warning,
 * or -errno when @dir cannot be read; then nothing was told.
 */
int plugins_load_dir(struct plugins *p, const char *dir);

/* Lets every plugin go, the last one first; NULL is fine. */
void plugins_free(struct plugins *p);

/* The directory of the plugins that were installed with systrail. */
const char *plugins_installed_dir(void);

/* The version of the API that plugins have to be built for. */
int plugins_api(void);

/* What a plugin says of itself, and how much it has registered. */
struct plugin_info {
	const char *path;
	const char *name;
	const char *version;
	const char *description;
	size_t kind_cnt;
	size_t ioctl_cnt;
	size_t event_cnt;
};

/* Plugin @idx in the order of loading. False: there is none; @p may be NULL. */
bool plugins_at(const struct plugins *p, size_t idx, struct plugin_info *info);

/* The slow half of plugins_format_arg(). */
bool plugins_try_arg(const struct plugins *p, struct text *t, const struct call *c,
		     const struct syscall_arg *arg, unsigned int idx);

/*
 * Argument @idx of @c, which is an @arg, as a plugin formats it. False, and nothing written,
 * when none does.
 */
static inline bool plugins_format_arg(const struct plugins *p, struct text *t, const struct call *c,
				      const struct syscall_arg *arg, unsigned int idx)
{
	return p && plugins_try_arg(p, t, c, arg, idx);
}

/* A tracepoint's record, the same way; @p may be NULL. */
bool plugins_format_event(const struct plugins *p, struct text *t,
			  const struct systrail_event *event);

#endif
