# Tab completion of paycli for bash. Put this line into ~/.bashrc:
#     eval "$(paycli completion bash)"
_paycli() {
    local line="${COMP_LINE:0:COMP_POINT}" found breaks
    # Bash parts words at these signs too, and replaces only what stands behind the last of them.
    local word="${line##*[[:space:]]}" stay=""
    breaks="${COMP_WORDBREAKS//[^@:=]/}"
    [ -z "$breaks" ] || stay="${word%"${word##*[$breaks]}"}"
    COMPREPLY=()
    while IFS= read -r found; do
        if [ "$found" = ":files" ]; then
            compopt -o filenames 2>/dev/null
            while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -f -- "${word#"$stay"}")
            return 0
        fi
        found="${found%%$'\t'*}"
        COMPREPLY+=("${found#"$stay"}")
    done < <(command paycli __complete "$line" 2>/dev/null)
    return 0
}
complete -o nosort -F _paycli paycli 2>/dev/null || complete -F _paycli paycli
