using System.Globalization;

namespace TcpVet.Configs.HAProxy;

/// <summary>
/// A condition of <c>.if</c> (Configuration Manual, 2.4), with a third answer beside true and false: not known here, because it depends
/// on the process's environment, on what it was built with or on its version.
/// </summary>
internal sealed class HAProxyCondition
{
    // Brackets and exclamation marks are the text's to nest.
    private const int Deepest = 32;

    private static readonly string[] Predicates =
    [
        "awslc_api_atleast", "awslc_api_before", "defined", "enabled", "feature", "openssl_version_atleast", "openssl_version_before",
        "ssllib_name_startswith", "streq", "strneq", "strstr", "version_atleast", "version_before",
    ];

    private readonly string text;
    private readonly Version? version;
    private int at;
    private int depth;
    private bool malformed;

    private HAProxyCondition(string text, Version? version) => (this.text, this.version) = (text, version);

    /// <summary>Evaluates a condition.</summary>
    /// <param name="text">Behind <c>.if</c>, unquoted, the words joined by spaces.</param>
    /// <param name="version">HAProxy's version; null when unknown.</param>
    /// <param name="value">The answer; null when it is not known here.</param>
    /// <returns>False when the text is no condition.</returns>
    public static bool TryEvaluate(string text, Version? version, out bool? value)
    {
        HAProxyCondition condition = new(text.Trim(' '), version);
        value = condition.text.Length == 0 ? false : condition.Or();
        return !condition.malformed && (condition.at == condition.text.Length || condition.text.Length == 0);
    }

    // "A && B || C && D" is "(A && B) || (C && D)".
    private bool? Or()
    {
        bool? value = And();
        while (!malformed && Takes("||"))
        {
            bool? right = And();
            value = value == true || right == true ? true : value is null || right is null ? null : false;
        }

        return value;
    }

    private bool? And()
    {
        bool? value = Term();
        while (!malformed && Takes("&&"))
        {
            bool? right = Term();
            value = value == false || right == false ? false : value is null || right is null ? null : true;
        }

        return value;
    }

    private bool? Term()
    {
        if (++depth > Deepest)
        {
            malformed = true;
            return null;
        }

        bool? value = Takes("!") ? !Term() : Takes("(") ? Bracketed() : Atom();
        depth--;
        return value;
    }

    private bool? Bracketed()
    {
        bool? value = Or();
        malformed |= !Takes(")");
        return value;
    }

    private bool? Atom()
    {
        Spaces();
        int start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '-' or '+'))
        {
            at++;
        }

        string name = text[start..at];
        if (long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            return number != 0;
        }

        if (at >= text.Length || text[at] != '(' || !Predicates.AsSpan().Contains(name))
        {
            malformed = true;
            return null;
        }

        return Evaluate(name, Arguments());
    }

    private bool? Evaluate(string name, List<string> arguments)
    {
        // What holds a variable that could not be resolved is not known.
        if (malformed || arguments.Any(argument => argument.Contains('$')))
        {
            return null;
        }

        return (name, arguments) switch
        {
            ("streq", [var one, var other]) => one == other,
            ("strneq", [var one, var other]) => one != other,
            ("strstr", [var one, var other]) => one.Contains(other, StringComparison.Ordinal),
            ("version_atleast", [var least]) when version is not null && VersionOf(least) is { } known => version >= known,
            ("version_before", [var before]) when version is not null && VersionOf(before) is { } known => version < known,
            _ => null,
        };
    }

    /// <summary><c>2.6.12-1+deb12u4</c> as three numbers; null when the text does not begin with a version.</summary>
    public static Version? VersionOf(string? text)
    {
        string numbers = string.Concat((text ?? "").TakeWhile(c => char.IsAsciiDigit(c) || c == '.')).TrimEnd('.');
        return Version.TryParse(numbers.Contains('.') ? numbers : $"{numbers}.0", out Version? version)
            ? new Version(version.Major, version.Minor, Math.Max(0, version.Build)) : null;
    }

    // The arguments have quotes of their own.
    private List<string> Arguments()
    {
        List<string> arguments = [];
        System.Text.StringBuilder argument = new();
        char quote = '\0';
        for (at++; at < text.Length; at++)
        {
            char c = text[at];
            if (quote == '\0' && c is ',' or ')')
            {
                arguments.Add(argument.ToString().Trim());
                argument.Clear();
                if (c == ')')
                {
                    at++;
                    return arguments;
                }
            }
            else if (c is '"' or '\'' && (quote == '\0' || quote == c))
            {
                quote = quote == '\0' ? c : '\0';
            }
            else
            {
                argument.Append(c);
            }
        }

        malformed = true;
        return arguments;
    }

    private bool Takes(string what)
    {
        Spaces();
        bool here = string.CompareOrdinal(text, at, what, 0, what.Length) == 0;
        at += here ? what.Length : 0;
        return here;
    }

    private void Spaces()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }
}
