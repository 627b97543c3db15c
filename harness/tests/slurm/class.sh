# What the tests of job schedulers share: a class, and what it must come to. Sourced; root and work are set.

# The exit code of a test whose scheduler is not there.
skipped=77

# until_that SECONDS COMMAND... : no event tells of what other processes do.
until_that() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        if [ $SECONDS -ge $end ]; then
            echo "waited $SECONDS s, and this did not happen: $*" >&2
            return 1
        fi
        sleep 0.2
    done
}

# make_class STUDENTS: in $work/run, and goes there. Builds the command, so that not every task does.
make_class() {
    local i own solution
    mkdir "$work/run"
    cd "$work/run"
    ln -s "$root/kata" kata
    solution=$root/solutions/Step01_CreatingSockets.cs
    for i in $(seq "$1"); do
        mkdir -p "submissions/student$i"
        own=submissions/student$i/Step01_CreatingSockets.cs
        case $((i % 5)) in
            0) cp "$solution" "$own" ;;                                            # the same as others
            1) cp "$root/exercises/Step01_CreatingSockets.cs" "$own" ;;            # untouched
            2) { cat "$solution"; echo "// by $i"; echo "static class Broken { int }"; } > "$own" ;;
            3) { sed 's/SocketType.Stream/SocketType.Dgram/' "$solution"; echo "// by $i"; } > "$own" ;;
            4) { cat "$solution"; echo "// by $i"; } > "$own" ;;
        esac
    done
    ./kata grade --help > /dev/null
}

# is_at_work SHARD: whether at least two of its programs are not graded yet.
is_at_work() {
    local status
    [ -e "class-$1/class.json" ] || return
    status=$(./kata grade status "class-$1" --json || true)
    [ "$(($(number toGrade "$status") - $(number graded "$status")))" -ge 2 ]
}

# number NAME JSON: the first number of that name.
number() { grep -oE "\"$1\": ?[0-9]+" <<< "$2" | grep -oE '[0-9]+$' | head -n 1; }

# Grades the class here, and compares the verdicts and grades with those of the merged parts, but for times, hosts, and the addresses and
# ports that programs were started with.
compare_with_one_machine() {
    local folder
    ./kata grade submissions --out alone > log-alone 2>&1
    for folder in class alone; do
        ./kata grade export $folder --format csv > /dev/null
        mkdir "plain-$folder"
        (cd $folder/graded && find . -name '*.json' | sort | while read -r file; do
            printf '%s ' "$file"
            sed -E 's/"(when|host)":"[^"]*"/"\1":""/g; s/"durationMilliseconds":[0-9.]+/"durationMilliseconds":0/g
                s/"message":"  run  +[^\\]*\\n/"message":"/g; s/"arguments":\[[^]]*\]/"arguments":[]/g' "$file"
        done) > "plain-$folder/graded"
        cp $folder/exports/grades.csv "plain-$folder/"
    done
    diff -r plain-class plain-alone
}
