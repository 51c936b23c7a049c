#compdef paycli
# Tab completion of paycli for zsh. Put this line into ~/.zshrc, behind compinit:
#     eval "$(paycli completion zsh)"
_paycli() {
    local found
    local -a shown
    while IFS= read -r found; do
        if [[ $found == ":files" ]]; then
            _files
            return
        fi
        shown+=("${${found%%$'\t'*}//:/\\:}:${found#*$'\t'}")
    done < <(command paycli __complete "${(j: :)words[1,CURRENT]}" 2>/dev/null)
    _describe -V paycli shown
}
compdef _paycli paycli
