using TcpVet.Configs.Nginx;
using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Tests.Nginx;

/// <summary>Words, blocks, includes and mistakes of nginx.conf. Messages and lines are those of nginx 1.22.1.</summary>
public sealed class NginxParserTests
{
    [Fact]
    public void Blocks_words_and_places()
    {
        Configuration read = Parse("user www;\nevents { worker_connections 768; }\nhttp {\n\tserver { listen 80 backlog=5; }\n}\n");

        Assert.Empty(read.Problems);
        Assert.Equal(["user", "events", "http"], read.Directives.Select(directive => directive.Name));
        ConfigDirective listen = read.Directives[2].Children[0].Children[0];
        Assert.Equal(["80", "backlog=5"], listen.Arguments);
        Assert.Equal((4, 11), (listen.Line, listen.Column));
    }

    [Theory]
    [InlineData("a \"b c\" d;", "b c|d")]
    [InlineData("a 'b \"c' ;", "b \"c")]
    [InlineData("a b\\ c;", "b\\ c")]
    [InlineData("a \"b\\\"c\\td\";", "b\"c\td")]
    [InlineData("a 'x\\ny';", "x\ny")]
    [InlineData("a ${x}y $z;", "${x}y|$z")]
    [InlineData("a b#c;", "b#c")]
    [InlineData("a b # c;\n d;", "b|d")]
    [InlineData("a \"b\nc\";", "b\nc")]
    [InlineData("a \"\";", "")]
    [InlineData("a (\"b\") c;", "(\"b\")|c")]
    [InlineData("a \"b\") c;", "b|)|c")]
    [InlineData("a b\"c d\";", "b\"c|d\"")]
    [InlineData("a \\;b;", "\\;b")]
    public void Quotes_and_escapes(string text, string arguments)
    {
        Configuration read = Parse(text);

        Assert.Empty(read.Problems);
        Assert.Equal(arguments.Split('|'), Assert.Single(read.Directives).Arguments);
    }

    [Theory]
    [InlineData("events { }\n}\n", 2, "unexpected \"}\"")]
    // Each as nginx 1.22.1 tells it.
    [InlineData("http {\nserver {\nrewrite ^/a/(\\d{4})$ /b last;\n} }\n", 3, "directive \"rewrite\" is not terminated by \";\"")]
    [InlineData("\uFEFF# x\nevents{}\n", 2, "unknown directive \"\uFEFF#\"")]
    [InlineData("\uFEFFuser www;\n", 1, "unknown directive \"\uFEFFuser\"")]
    [InlineData("http {\nserver listen 80;\n}\n", 2, "directive \"server\" has no opening \"{\"")]
    [InlineData("events{}\nhttp\nserver {\n}\n", 3, "invalid number of arguments in \"http\" directive (the directive \"http\" begins in line 2: is its \"{\" missing?)")]
    [InlineData("http { server {\nlocation / { proxy_read_timeout 5x; } } }\n", 2, "\"proxy_read_timeout\" directive invalid value")]
    [InlineData("http { server {\nif ($a ~ ^\\d{2}$) { return 200; } } }\n", 2, "invalid condition \"^\\d\"")]
    [InlineData("events { }\n;\n", 2, "unexpected \";\"")]
    [InlineData("http { map $a $b {\n x { } } }\n", 2, "unexpected \"{\"")]
    [InlineData("events { }\n{\n", 2, "unexpected \"{\"")]
    [InlineData("http { server { listen 80\n} }\n", 2, "unexpected \"}\"")]
    [InlineData("events {\n worker_connections 10;\n", 3, "unexpected end of file, expecting \"}\"")]
    [InlineData("events { }\nuser www", 2, "unexpected end of file, expecting \";\" or \"}\"")]
    [InlineData("events { }\nuser \"www\n\n", 4, "unexpected end of file, expecting \";\" or \"}\"")]
    [InlineData("events { }\nuser \"www\"x;\n", 2, "unexpected \"x\"")]
    [InlineData("events { worker_connections 10 20; }", 1, "invalid number of arguments in \"worker_connections\" directive")]
    [InlineData("events { worker_connections 10 {} }", 1, "directive \"worker_connections\" is not terminated by \";\"")]
    [InlineData("http { server {\n listen 80\n server_name x; } }\n", 3, "invalid parameter \"server_name\" (the directive \"listen\" begins in line 2: is its \";\" missing?)")]
    [InlineData("events ;\n", 1, "directive \"events\" has no opening \"{\"")]
    [InlineData("worker_processes 4\nworker_rlimit_nofile 5;\n", 2, "invalid number of arguments in \"worker_processes\" directive (the directive \"worker_processes\" begins in line 1: is its \";\" missing?)")]
    public void Mistakes_in_nginx_words_and_lines(string text, int line, string message)
    {
        ConfigProblem problem = Assert.Single(Parse(text).Problems);

        Assert.Equal(line, problem.Line);
        Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
        Assert.True(problem.Fatal);
        Assert.True(problem.Column >= 1);
    }

    [Theory]
    [InlineData(4095, true)]
    [InlineData(4096, false)]
    public void A_comment_and_a_word_fill_the_buffer_at_most(int length, bool fits)
    {
        string comment = $"#{new string('a', length - 1)}\nevents {{ }}\n";
        string word = $"x {new string('a', length)};";

        Assert.Equal(fits, Parse(comment).Problems.Count == 0);
        Assert.Equal(fits, Parse(word).Problems.Count == 0);
        Assert.All(Parse(comment).Problems, problem => Assert.Equal((1, "too long parameter \"#aaaaaaaaa...\" started"), (problem.Line, problem.Message)));
    }

    [Fact]
    public void Lua_is_stepped_over_whole()
    {
        Configuration read = Parse("""
            location / {
                content_by_lua_block {
                    -- a brace } in a comment
                    local t = { a = "}", b = '{', c = [==[ }}} ]] ]==] } --[[ } ]]
                    if t.a == "\"}" then ngx.say("x;") end
                }
                set_by_lua_block $x { return { 1 } } root /srv;
            }
            """);

        Assert.Empty(read.Problems);
        Assert.Equal(["content_by_lua_block", "set_by_lua_block", "root"], read.Directives[0].Children.Select(child => child.Name));
        Assert.Equal(["$x"], read.Directives[0].Children[1].Arguments);
        Assert.Equal(7, read.Directives[0].Children[2].Line);
    }

    [Fact]
    public void Lua_without_its_end_is_named()
    {
        ConfigProblem problem = Assert.Single(Parse("location / {\n content_by_lua_block {\n if x then }} \n { \n").Problems);

        Assert.Contains("unexpected", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_tables_are_no_directives()
    {
        Configuration read = Parse("http { map $a $b { include; } }");
        Assert.Single(read.Problems);

        read = Parse("http { map $a $b { listen; default x; \"~a;b\" 1; } types { text/html html htm; } }");
        Assert.Empty(read.Problems);
    }

    [Fact]
    public void Includes_stand_behind_their_line_and_start_in_the_folder_of_the_first_file()
    {
        Configuration read = ParseAll(new()
        {
            ["/etc/nginx/nginx.conf"] = "include mod/*.conf;\nhttp {\n include sites/a;\n}\n",
            ["/etc/nginx/mod/b.conf"] = "load_module b;\n",
            ["/etc/nginx/mod/a.conf"] = "load_module a;\n",
            ["/etc/nginx/mod/.c.conf"] = "load_module c;\n",
            ["/etc/nginx/sites/a"] = "server {\n include sites/snippet;\n}\n",
            ["/etc/nginx/sites/snippet"] = "listen 80;\n",
        });

        Assert.Empty(read.Problems);
        Assert.Equal(["include", "load_module", "load_module", "http"], read.Directives.Select(directive => directive.Name));
        Assert.Equal(["a", "b"], read.Directives.Skip(1).Take(2).Select(directive => directive.Argument));
        ConfigDirective listen = read.Directives[3].Children[1].Children[1];
        Assert.Equal(("listen", "/etc/nginx/sites/snippet", 1), (listen.Name, read.Files[listen.File], listen.Line));
        Assert.Equal(["/etc/nginx/nginx.conf", "/etc/nginx/mod/a.conf", "/etc/nginx/mod/b.conf", "/etc/nginx/sites/a", "/etc/nginx/sites/snippet"], read.Files);
    }

    [Fact]
    public void A_block_must_end_in_its_own_file()
    {
        ConfigProblem problem = Assert.Single(ParseAll(new()
        {
            ["/n/nginx.conf"] = "http {\n include a;\n}\n",
            ["/n/a"] = "server {\n",
        }).Problems);

        Assert.Equal(("/n/a", 2), (problem.File, problem.Line));
        Assert.Contains("(the block \"server\" opens in line 1)", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_includes_itself_and_one_that_is_absent_are_reported()
    {
        Configuration circle = ParseAll(new() { ["/n/nginx.conf"] = "include nginx.conf;\n" });
        Configuration absent = ParseAll(new() { ["/n/nginx.conf"] = "\n include a;\n" });

        Assert.Contains(circle.Problems, problem => problem.Message.Contains("include itself", StringComparison.Ordinal));
        Assert.Equal((2, 2), (Assert.Single(absent.Problems).Line, absent.Problems[0].Column));
    }

    [Fact]
    public void Deep_blocks_end_in_a_problem()
    {
        Configuration read = Parse(string.Concat(Enumerable.Repeat("a {", 100_000)));

        Assert.Contains("nested deeper", Assert.Single(read.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Survives_anything() => Fuzz.Survives("""
        user www; events { worker_connections 768; } # c
        http { map $a $b { default "x y"; ~*a\.b 'c'; }
          upstream u { server 10.0.0.1:80 max_fails=3; keepalive 16; }
          server { listen [::]:80 backlog=5 so_keepalive=1m::3; location ~ "^/a{2}" { proxy_pass http://u; content_by_lua_block { return "}" --[[ } ]] } } } }
        """, text =>
        {
            Configuration read = Parse(System.Text.Encoding.UTF8.GetString(text));
            Assert.All(read.Problems, problem => Assert.True(problem is { Line: >= 0, Column: >= 0 } && problem.Message.Length > 0));
            Assert.DoesNotContain(Flat(read.Directives), directive => directive.Line < 1 || directive.Column < 1);
        });

    private static IEnumerable<ConfigDirective> Flat(IReadOnlyList<ConfigDirective> directives) =>
        directives.SelectMany(directive => Flat(directive.Children).Prepend(directive));

    private static Configuration Parse(string text) => NginxParser.Parse("nginx.conf", text);

    private static Configuration ParseAll(Dictionary<string, string> texts) =>
        NginxParser.Parse(ConfigSource.InMemory(texts), texts.Keys.First());
}
