/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether code that lies in a file may run with our privileges. */
#ifndef SYSTRAIL_UTIL_TRUST_H
#define SYSTRAIL_UTIL_TRUST_H

/*
 * Why the file at @path, which is absolute and without links (see realpath(3)), is not to be
 * loaded, or NULL if it may be. What is loaded can do all that we can: where we have privileges,
 * nobody but root (or we ourselves, if the privileges are our own) may have put it there, or be
 * able to change it or a directory on its path.
 */
const char *trust_file(const char *path);

#endif
