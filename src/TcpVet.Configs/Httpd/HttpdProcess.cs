namespace TcpVet.Configs.Httpd;

/// <summary>Where an httpd reads its configuration, as its arguments and its program file say (httpd(8)).</summary>
/// <param name="ConfigFile">The configuration, absolute.</param>
/// <param name="Start">What its meaning depends on.</param>
public sealed record HttpdProcess(string ConfigFile, HttpdStart Start)
{
    // Options with a value, which may stand in the same word (include/http_main.h AP_SERVER_BASEARGS, server/main.c).
    private const string WithValue = "kCcDdEef";

    /// <summary>Reads a command line; null when neither it nor the program says which file.</summary>
    /// <param name="arguments">The whole command line, as <c>/proc/PID/cmdline</c> has it; hostile text. <c>apache2 -k start</c></param>
    /// <param name="program">What the program file tells; null when it could not be read.</param>
    public static HttpdProcess? Of(IReadOnlyList<string> arguments, HttpdProgram? program)
    {
        string? file = null;
        string? root = null;
        List<string> defines = [];
        foreach ((char option, string value) in Options(arguments))
        {
            switch (option)
            {
                case 'f':
                    file = value;
                    break;
                case 'd':
                    root = value;
                    break;
                case 'D':
                    defines.Add(value);
                    break;
            }
        }

        root ??= program?.Root;
        file ??= program?.ConfigFile;
        if (file is null || (!file.StartsWith('/') && root?.StartsWith('/') != true))
        {
            return null; // Relative to a folder that is not known.
        }

        string path = file.StartsWith('/') ? file : $"{root!.TrimEnd('/')}/{file}";
        return new(path, new HttpdStart { ServerRoot = root, Version = program?.Version, Defines = defines });
    }

    private static IEnumerable<(char Option, string Value)> Options(IReadOnlyList<string> arguments)
    {
        for (int i = 1; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (word.Length < 2 || word[0] != '-' || word == "--")
            {
                yield break;
            }

            if (!WithValue.Contains(word[1], StringComparison.Ordinal))
            {
                continue;
            }

            string value = word.Length > 2 ? word[2..] : i + 1 < arguments.Count ? arguments[++i] : "";
            yield return (word[1], value);
        }
    }
}
