/* SPDX-License-Identifier: Apache-2.0 */
/* Included before every C source of a release: checks buffer sizes (feature_test_macros(7)). Not for the headers that Swift
   imports: glibc's checking inline functions would differ from one of their modules to the next, which Swift refuses. */
#if defined(__OPTIMIZE__) && !defined(__swift__) && !defined(__ASSEMBLER__) && !defined(_FORTIFY_SOURCE)
#define _FORTIFY_SOURCE 2
#endif
