// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The shells' completion scripts: ArgumentParser's, with what its own functions make of words replaced.
///
/// bash takes words apart at colons and expands what is offered to it, zsh takes what is after a colon for a description, and
/// all let error texts through.
enum CompletionScript {
    /// A script as ArgumentParser generates it, with the functions that are replaced.
    static func completed(_ script: String, for shell: CompletionShell) -> String {
        switch shell {
        case .bash: script + "\n" + bash
        // Where the cursor is does not matter, and fish tells it only where it is interactive.
        case .fish: script.replacing("(__awaitd_tokens -tC)", with: "0") + "\n" + fish
        case .zsh: script.inserting(zsh, before: "if [[ \"${funcstack[1]}\" = _awaitd ]]")
        default: script
        }
    }

    /// Joins what bash has taken apart, and gives back what is after the part that it leaves alone; nothing is expanded.
    private static let bash = #"""

        # What the words stand for, in place of compgen -W, which would expand them.
        __awaitd_add_completions() {
            local completion
            if [[ "${1}" != -W ]]; then
                while IFS='' read -r completion; do
                    COMPREPLY+=("${completion}")
                done < <(IFS=$'\n' compgen "${@}" -- "${cur}" 2>/dev/null)
                return
            fi
            compopt +o filenames 2>/dev/null
            while IFS='' read -r completion; do
                if [[ -n "${completion}" && "${completion}" == "${cur}"* ]]; then
                    [[ "${completion}" == *: ]] && compopt -o nospace 2>/dev/null
                    COMPREPLY+=("$(__awaitd_quote "${completion:${#awaitd_before}}")")
                fi
            done <<<"${2}"
        }

        # A word as it is typed within the quotes that were opened.
        __awaitd_quote() {
            local word="${1}" special
            case "${awaitd_quote}" in
            \') printf %s "${word//\'/\'\\\'\'}" ;;
            \")
                for special in \\ \" \$ \`; do word="${word//"${special}"/"\\${special}"}"; done
                printf %s "${word}"
                ;;
            *) printf %q "${word}" ;;
            esac
        }

        __awaitd_cursor_index_in_current_word() {
            printf 0
        }

        __awaitd_custom_complete() {
            "${COMP_WORDS[0]/#\~\//"${HOME}/"}" "${@}" "${COMP_WORDS[@]}" 2>/dev/null </dev/null
        }

        # Puts words together that COMP_WORDBREAKS has taken apart, and takes the quotes off the last one.
        _awaitd_words() {
            local rest="${COMP_LINE}" piece previous='' awaitd_before='' awaitd_quote='' typed plain='' character
            local -a joined=()
            local -i index escaped=0
            for ((index = 0; index <= COMP_CWORD; index++)); do
                piece="${COMP_WORDS[index]}"
                if ((index == 0)) || [[ -z "${piece}" && "${previous}" != *[:=@] ]] \
                    || [[ -n "${COMP_LINE}" && "${rest}" == [[:space:]]* ]] \
                    || [[ -z "${COMP_LINE}" && "${piece}" != [:=@]* && "${previous}" != *[:=@] ]] \
                    || [[ -z "${COMP_LINE}" && "${previous}" == *[!:=@]* && "${piece}" != [:=@]* ]]; then
                    joined+=("${piece}")
                    awaitd_before=''
                else
                    joined[${#joined[@]} - 1]+="${piece}"
                    if [[ "${piece}" != *[!:=@]* ]]; then awaitd_before="${joined[${#joined[@]} - 1]}"; fi
                fi
                rest="${rest#"${rest%%[![:space:]]*}"}"
                rest="${rest#"${piece}"}"
                previous="${piece}"
            done
            typed="${joined[${#joined[@]} - 1]}"
            for ((index = 0; index < ${#typed}; index++)); do
                character="${typed:index:1}"
                if ((escaped)); then
                    escaped=0
                    plain+="${character}"
                elif [[ "${character}" == \\ && "${awaitd_quote}" != \' ]]; then
                    escaped=1
                elif [[ -n "${awaitd_quote}" && "${character}" == "${awaitd_quote}" ]]; then
                    awaitd_quote=''
                elif [[ -z "${awaitd_quote}" && ("${character}" == \' || "${character}" == \") ]]; then
                    awaitd_quote="${character}"
                else
                    plain+="${character}"
                fi
            done
            awaitd_before="${awaitd_before//\\/}"
            [[ -n "${awaitd_quote}" ]] && awaitd_before=''
            joined[${#joined[@]} - 1]="${plain}"
            local -a COMP_WORDS=("${joined[@]}")
            local -i COMP_CWORD=$((${#joined[@]} - 1))
            previous=''
            ((COMP_CWORD > 0)) && previous="${COMP_WORDS[COMP_CWORD - 1]}"
            COMPREPLY=()
            # ArgumentParser's function leaves a trap behind, which would go on resetting options.
            local -r trapped="$(trap -p RETURN)"
            _awaitd "${1}" "${plain}" "${previous}"
            trap - RETURN
            eval "${trapped}"
        }
        complete -o filenames -F _awaitd_words awaitd

        """#

    /// Offers words as they are; the last one that is printed, a blank, is none.
    private static let zsh = #"""
        __awaitd_custom_complete() {
            local -a completions begun
            completions=("${(@f)"$("${command_name}" "${@}" "${command_line[@]}" 2>/dev/null </dev/null)"}")
            completions=("${(@)completions:#( |)}")
            begun=("${(@M)completions:#*:}")
            completions=("${(@)completions:#*:}")
            local -i found=1
            (( ${#completions} )) && compadd -a -- completions && found=0
            (( ${#begun} )) && compadd -S '' -a -- begun && found=0
            return "${found}"
        }

        __awaitd_cursor_index_in_current_word() {
            printf 0
        }


        """#

    private static let fish = #"""

        function __awaitd_custom_completion
            set -x SAP_SHELL fish
            set -x SAP_SHELL_VERSION $FISH_VERSION
            set -l tokens (__awaitd_tokens -p)
            if test -z "$(__awaitd_tokens -t)"
                set -l index (count (__awaitd_tokens -pc))
                set tokens $tokens[..$index] \'\' $tokens[(math $index + 1)..]
            end
            command $tokens[1] $argv $tokens 2>/dev/null </dev/null
        end

        """#
}

extension String {
    fileprivate func inserting(_ text: String, before mark: String) -> String {
        guard let place = ranges(of: mark).last?.lowerBound else { return self + "\n" + text }
        return self[..<place] + text + self[place...]
    }
}
