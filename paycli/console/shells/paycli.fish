# Tab completion of paycli for fish. Put this line into ~/.config/fish/config.fish:
#     paycli completion fish | source
function __paycli_complete
    set -l found (command paycli __complete (commandline -cp | string collect) 2>/dev/null)
    if test "$found[1]" = ":files"
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found
    end
end
complete -c paycli -f -k -a '(__paycli_complete)'
