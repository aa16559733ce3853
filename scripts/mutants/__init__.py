"""`make mutants`: change the code at random places and see whether the tests notice.

    mutations.py   a source -> every mutant of it            recording.py      pytest plugin: which test runs which line
    sampling.py    mutants -> the seeded sample              selecting.py      pytest plugin: runs the chosen tests only
    line_map.py    a mutant -> the tests that could notice   project_copy.py   one mutant in a copy of the project
    accepted.py    changes that cannot be observed           report.py         the table, the survivors, the verdict

No kept library fits. mutmut (3.8.1) leaves out decorated functions and the constants of modules and classes, and
does not sample; cosmic-ray (8.7.0) runs one fixed command for every mutant and neither selects tests nor samples;
mutatest (3.1.0, of 2022) samples, but is made for Python 3.8 and coverage 5.
"""
