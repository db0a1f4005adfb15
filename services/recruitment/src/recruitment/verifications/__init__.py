"""Administrative selection (seleksi administrasi): who meets the requirements, judged by people."""
